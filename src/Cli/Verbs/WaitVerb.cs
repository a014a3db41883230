using System.CommandLine;
using Beamer.Cli.Reports;
using Beamer.Rpc.V1;

namespace Beamer.Cli.Verbs;

/// <summary><c>wait</c>: until what was asked for is so everywhere.</summary>
internal static class WaitVerb
{
    public static Command Create(VerbRunner runner)
    {
        Option<TimeSpan> timeout = TimeoutOption.Create("Always", "5m");
        const string description = "Wait until the fleet has converged: nothing in flight, nothing queued, "
            + "and every connected MUX and agent on the newest generation.";
        Command command = new("wait", description) { timeout };
        command.SetAction(runner.OnController((parsed, session) => WaitAsync(session, parsed.GetValue(timeout))));
        return command;
    }

    private static async Task<int> WaitAsync(Session session, TimeSpan timeout)
    {
        StatusReply status = new();
        bool converged = await session.Pace.UntilAsync(AskAsync, timeout, session.Cancellation);
        return converged
            ? session.Print(status, StatusReport.WriteHead)
            : session.Terminal.Refuse(
                [$"the fleet has not converged after {timeout.TotalSeconds:0} s.", .. StatusReport.Laggards(status)]);

        async Task<bool> AskAsync()
        {
            status = await session.Fleet.StatusAsync(new StatusRequest(), session.Call);
            return status.Converged;
        }
    }
}
