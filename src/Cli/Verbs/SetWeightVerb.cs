using System.CommandLine;
using Beamer.Cli.Reports;
using Beamer.Rpc.V1;

namespace Beamer.Cli.Verbs;

/// <summary><c>set-weight</c>: a server's share of its pool.</summary>
internal static class SetWeightVerb
{
    public static Command Create(VerbRunner runner)
    {
        Argument<string> name = NameArgument.Create("The server's name.");
        Argument<uint> weight = new("WEIGHT") { Description = "0..1,000,000; 0 gives it nothing new." };
        const string description = "Change a server's share of its pool. Only the difference of buckets moves.";
        Command command = new("set-weight", description) { name, weight };
        command.SetAction(runner.OnController(async (parsed, session) =>
        {
            SetWeightRequest request = new() { Name = parsed.GetValue(name)!, Weight = parsed.GetValue(weight) };
            return session.Print(await session.Fleet.SetWeightAsync(request, session.Call), PlanReport.WriteChange);
        }));
        return command;
    }
}
