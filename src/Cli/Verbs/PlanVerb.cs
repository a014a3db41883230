using System.CommandLine;
using Beamer.Cli.Reports;
using Beamer.Rpc.V1;

namespace Beamer.Cli.Verbs;

/// <summary><c>plan</c>: what <c>apply</c> would do.</summary>
internal static class PlanVerb
{
    public static Command Create(VerbRunner runner)
    {
        Option<FileInfo> file = FleetFileOption.Create();
        const string description =
            "Show what apply would do, and change nothing: buckets that would move, what would be queued and why.";
        Command command = new("plan", description) { file };
        command.SetAction(runner.OnController((parsed, session) => FleetFileOption.UseAsync(
            parsed.GetValue(file)!,
            session.Terminal,
            fleet => AskAsync(session, new ApplyRequest { Fleet = fleet }))));
        return command;
    }

    private static async Task<int> AskAsync(Session session, ApplyRequest request) =>
        session.Print(await session.Fleet.PlanAsync(request, session.Call), PlanReport.Write);
}
