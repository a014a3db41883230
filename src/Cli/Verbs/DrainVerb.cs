using System.CommandLine;
using Beamer.Cli.Reports;
using Beamer.Rpc.V1;

namespace Beamer.Cli.Verbs;

/// <summary><c>drain</c>: a server gives its buckets away and finishes its flows.</summary>
internal static class DrainVerb
{
    public static Command Create(VerbRunner runner)
    {
        Argument<string> name = NameArgument.Create("The server's name.");
        Option<bool> force = ForceOption.Create("Even if more than half of all buckets move.");
        Option<bool> wait = new("--wait")
        {
            Description = "Show the connections that are left until there are none and the server may be removed.",
        };
        Option<TimeSpan> timeout = TimeoutOption.Create("With --wait", "1h");
        Option<TimeSpan?> deadline = TimeoutOption.CreateDeadline();
        Option<bool> breaks = BreakConnectionsOption.Create();
        const string description =
            "Give a server's buckets to the others. Its connections go on until they end by themselves, or until a "
            + "deadline for which this command waits.";
        Command command = new("drain", description) { name, force, wait, timeout, deadline, breaks };
        command.Validators.Add(result =>
        {
            if ((result.GetValue(deadline) is null) == result.GetValue(breaks))
            {
                result.AddError("--deadline breaks what is left then: it and --break-connections need each other.");
            }
        });
        command.SetAction(runner.OnController(async (parsed, session) =>
        {
            ServerRequest request = new() { Name = parsed.GetValue(name)!, Force = parsed.GetValue(force) };
            ChangeReply reply = await session.Fleet.DrainAsync(request, session.Call);
            if (parsed.GetValue(deadline) is { } end)
            {
                session.PrintNext(reply, PlanReport.WriteChange);
                if (await IsDoneAsync(session, request.Name, end) is not { } left) return ExitCode.Done;
                if (left.Previous > 0) await BreakAsync(session, request.Name);
                return await WaitAsync(session, request.Name, parsed.GetValue(timeout));
            }

            if (!parsed.GetValue(wait)) return session.Print(reply, PlanReport.WriteChange);
            session.PrintNext(reply, PlanReport.WriteChange);
            return await WaitAsync(session, request.Name, parsed.GetValue(timeout));
        }));
        return command;
    }

    private static async Task BreakAsync(Session session, string name)
    {
        ForceSettleRequest order = new() { Name = name, BreakConnections = true };
        session.PrintNext(await session.Fleet.ForceSettleAsync(order, session.Call), PlanReport.WriteOrder);
    }

    private static async Task<int> WaitAsync(Session session, string name, TimeSpan timeout)
    {
        return await IsDoneAsync(session, name, timeout) is { } left
            ? session.Terminal.Refuse(
                $"{name} is not drained after {timeout.TotalSeconds:0} s: {DrainReport.Left(left)}")
            : ExitCode.Done;
    }

    /// <summary>Waits until the server has drained.</summary>
    /// <returns>Null when it has; how it stands when the time was over first.</returns>
    private static async Task<StatusReply.Types.Server?> IsDoneAsync(Session session, string name, TimeSpan timeout)
    {
        StatusReply.Types.Server? printed = null;
        bool done = await session.Pace.UntilAsync(ProgressAsync, timeout, session.Cancellation);
        return done ? null : printed;

        async Task<bool> ProgressAsync()
        {
            StatusReply status = await session.Fleet.StatusAsync(new StatusRequest(), session.Call);
            StatusReply.Types.Server? server = status.Servers.FirstOrDefault(server => server.Name == name);
            server ??= new StatusReply.Types.Server { Name = name, State = DrainReport.Removed };
            if (!server.Equals(printed)) session.PrintNext(server, DrainReport.Write);
            printed = server;
            return DrainReport.IsDone(server);
        }
    }
}
