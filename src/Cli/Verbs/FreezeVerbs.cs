using System.CommandLine;
using Beamer.Cli.Reports;
using Beamer.Rpc.V1;

namespace Beamer.Cli.Verbs;

/// <summary><c>freeze</c> and <c>thaw</c>: nothing planned moves while people look.</summary>
internal static class FreezeVerbs
{
    public static Command CreateFreeze(VerbRunner runner)
    {
        const string description =
            "Hold every planned move back until 'thaw', also across restarts of the controller. Changes are still "
            + "accepted, and wait. Buckets whose owner is dead move all the same.";
        Command command = new("freeze", description);
        command.SetAction(runner.OnController(async (_, session) => session.Print(
            await session.Fleet.FreezeAsync(new FreezeRequest(), session.Call), PlanReport.WriteChange)));
        return command;
    }

    public static Command CreateThaw(VerbRunner runner)
    {
        Option<bool> force = ForceOption.Create("Even if more than half of all buckets have waited for it.");
        Command command = new("thaw", "Let planned moves go on.") { force };
        command.SetAction(runner.OnController(async (parsed, session) =>
        {
            ThawRequest request = new() { Force = parsed.GetValue(force) };
            return session.Print(await session.Fleet.ThawAsync(request, session.Call), PlanReport.WriteChange);
        }));
        return command;
    }
}
