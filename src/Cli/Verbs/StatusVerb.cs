using System.CommandLine;
using Beamer.Cli.Reports;
using Beamer.Rpc.V1;
using Grpc.Core;

namespace Beamer.Cli.Verbs;

/// <summary><c>status</c>: the whole fleet on a page.</summary>
internal static class StatusVerb
{
    public static Command Create(VerbRunner runner)
    {
        Option<bool> watch = new("--watch", "-w") { Description = "Show it again on every change, until Ctrl-C." };
        const string description = "Show pools, servers and MUXes, each with its generation and lag, and the alarms.";
        Command command = new("status", description) { watch };
        command.SetAction(runner.OnController((parsed, session) =>
            parsed.GetValue(watch) ? WatchAsync(session) : AskAsync(session)));
        return command;
    }

    private static async Task<int> AskAsync(Session session) =>
        session.Print(await session.Fleet.StatusAsync(new StatusRequest(), session.Call), StatusReport.Write);

    private static async Task<int> WatchAsync(Session session)
    {
        using AsyncServerStreamingCall<StatusReply> call = session.Fleet.Watch(new StatusRequest());
        using CancellationTokenRegistration stop = session.Cancellation.Register(call.Dispose);
        try
        {
            await foreach (StatusReply status in call.ResponseStream.ReadAllAsync(session.Cancellation))
            {
                session.PrintNext(status, StatusReport.WriteNext);
            }
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException
            && session.Cancellation.IsCancellationRequested)
        {
            // Ctrl-C is how a watch ends.
            return ExitCode.Done;
        }

        return ExitCode.Done;
    }
}
