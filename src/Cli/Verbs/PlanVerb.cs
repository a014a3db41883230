using System.CommandLine;
using Beamer.Cli.Reports;
using Beamer.Rpc.V1;

namespace Beamer.Cli.Verbs;

/// <summary><c>plan</c>: what <c>apply</c> would do.</summary>
internal static class PlanVerb
{
    public static Command Create(VerbRunner runner)
    {
        FleetFileOptions fleetFile = new();
        const string description =
            "Show what apply would do, and change nothing: buckets that would move, what would be queued and why.";
        Command command = new("plan", description) { fleetFile.File, fleetFile.Force, fleetFile.AllowEmpty };
        command.SetAction(runner.OnController((parsed, session) =>
            fleetFile.UseAsync(parsed, session.Terminal, request => AskAsync(session, request))));
        return command;
    }

    private static async Task<int> AskAsync(Session session, ApplyRequest request) =>
        session.Print(await session.Fleet.PlanAsync(request, session.Call), PlanReport.Write);
}
