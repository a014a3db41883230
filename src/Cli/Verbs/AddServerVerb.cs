using System.CommandLine;
using Beamer.Cli.Reports;
using Beamer.Rpc.V1;

namespace Beamer.Cli.Verbs;

/// <summary><c>add-server</c>: one server more.</summary>
internal static class AddServerVerb
{
    public static Command Create(VerbRunner runner)
    {
        Argument<string> name = NameArgument.Create("The server's name: a-z, 0-9, '-' and '.'.");
        Argument<string> address = new("ADDRESS") { Description = "Its own IPv4 address, not a VIP." };
        Option<string> pool = new("--pool") { Description = "The pool that it joins.", Required = true };
        Option<uint?> weight = WeightOf();
        const string description =
            "Add a server to a pool. It gets its share of buckets when its agent has connected and is admitted.";
        Command command = new("add-server", description) { name, address, pool, weight };
        command.SetAction(runner.OnController((parsed, session) =>
        {
            FleetSpec.Types.Server server = new()
            {
                Name = parsed.GetValue(name)!,
                Address = parsed.GetValue(address)!,
                Pool = parsed.GetValue(pool)!,
            };
            if (parsed.GetValue(weight) is uint declared) server.Weight = declared;
            return AskAsync(session, server);
        }));
        return command;
    }

    private static Option<uint?> WeightOf() => new("--weight")
    {
        Description = "Its share next to the others of the pool: 0..1,000,000; 100 when absent; 0 gives it nothing.",
        HelpName = "N",
    };

    private static async Task<int> AskAsync(Session session, FleetSpec.Types.Server server)
    {
        AddServerRequest request = new() { Server = server };
        return session.Print(await session.Fleet.AddServerAsync(request, session.Call), PlanReport.WriteChange);
    }
}
