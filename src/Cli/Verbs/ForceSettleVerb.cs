using System.CommandLine;
using Beamer.Cli.Reports;
using Beamer.Rpc.V1;

namespace Beamer.Cli.Verbs;

/// <summary><c>force-settle</c>: gives up what a server still has in buckets that it gave away.</summary>
internal static class ForceSettleVerb
{
    public static Command Create(VerbRunner runner)
    {
        Argument<string> name = NameArgument.Create("The server's name.");
        Option<bool> breaks = BreakConnectionsOption.Create();
        const string description =
            "Break the connections that a server still has in buckets which it no longer owns, so that their rows "
            + "settle now. Its other connections go on. 'history' tells who did it and how many were broken.";
        Command command = new("force-settle", description) { name, breaks };
        command.SetAction(runner.OnController(async (parsed, session) =>
        {
            ForceSettleRequest request = new()
            {
                Name = parsed.GetValue(name)!,
                BreakConnections = parsed.GetValue(breaks),
            };
            return session.Print(await session.Fleet.ForceSettleAsync(request, session.Call), PlanReport.WriteOrder);
        }));
        return command;
    }
}
