using System.CommandLine;
using Beamer.Cli.Reports;
using Beamer.Rpc.V1;

namespace Beamer.Cli.Verbs;

/// <summary><c>apply</c>: makes the fleet what a file says.</summary>
internal static class ApplyVerb
{
    public static Command Create(VerbRunner runner)
    {
        FleetFileOptions fleetFile = new();
        const string description = "Make the fleet what FILE declares. What FILE leaves out is drained and removed.";
        Command command = new("apply", description) { fleetFile.File, fleetFile.Force, fleetFile.AllowEmpty };
        command.SetAction(runner.OnController((parsed, session) =>
            fleetFile.UseAsync(parsed, session.Terminal, request => AskAsync(session, request))));
        return command;
    }

    private static async Task<int> AskAsync(Session session, ApplyRequest request) =>
        session.Print(await session.Fleet.ApplyAsync(request, session.Call), PlanReport.WriteChange);
}
