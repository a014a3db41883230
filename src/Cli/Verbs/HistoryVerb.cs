using System.CommandLine;
using Beamer.Cli.Reports;
using Beamer.Rpc.V1;

namespace Beamer.Cli.Verbs;

/// <summary><c>history</c>: who changed what and when.</summary>
internal static class HistoryVerb
{
    public static Command Create(VerbRunner runner)
    {
        Option<uint> limit = new("--limit")
        {
            Description = "At most so many, the newest first; 50 when absent.",
            HelpName = "N",
        };
        const string description = "List the publications: generation, time, who asked, and what changed.";
        Command command = new("history", description) { limit };
        command.SetAction(runner.OnController(async (parsed, session) =>
        {
            HistoryRequest request = new() { Limit = parsed.GetValue(limit) };
            return session.Print(await session.Fleet.HistoryAsync(request, session.Call), HistoryReport.Write);
        }));
        return command;
    }
}
