using System.CommandLine;
using Beamer.Cli.Reports;
using Beamer.Rpc.V1;

namespace Beamer.Cli.Verbs;

/// <summary><c>apply</c>: makes the fleet what a file says.</summary>
internal static class ApplyVerb
{
    public static Command Create(VerbRunner runner)
    {
        Option<FileInfo> file = FleetFileOption.Create();
        Option<bool> force = ForceOption.Create("Even if more than half of all buckets move.");
        Option<bool> allowEmpty = new("--allow-empty") { Description = "Even if a pool ends without servers." };
        const string description = "Make the fleet what FILE declares. What FILE leaves out is drained and removed.";
        Command command = new("apply", description) { file, force, allowEmpty };
        command.SetAction(runner.OnController((parsed, session) => FleetFileOption.UseAsync(
            parsed.GetValue(file)!, session.Terminal, fleet => AskAsync(session, new ApplyRequest
            {
                Fleet = fleet,
                Force = parsed.GetValue(force),
                AllowEmpty = parsed.GetValue(allowEmpty),
            }))));
        return command;
    }

    private static async Task<int> AskAsync(Session session, ApplyRequest request) =>
        session.Print(await session.Fleet.ApplyAsync(request, session.Call), PlanReport.WriteChange);
}
