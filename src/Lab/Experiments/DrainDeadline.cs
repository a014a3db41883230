using System.Diagnostics;
using Beamer.Lab.Daemons;
using Beamer.Lab.Echo;
using Beamer.Lab.Load;
using Beamer.Lab.Network;

namespace Beamer.Lab.Experiments;

/// <summary>X03b: a drain with a deadline: what never ends is broken then, that and nothing else.</summary>
internal sealed class DrainDeadline : IExperiment
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan JustBefore = TimeSpan.FromSeconds(2);

    public string Id => "X03b";

    public string Title => "drain a server with a deadline of 10 s for connections that never close";

    public async Task<IReadOnlyList<Criterion>> RunAsync(Bench bench, CancellationToken cancellation)
    {
        int size = bench.Size(400, 150);
        await bench.OpenMixAsync(size, TimeSpan.FromSeconds(1), cancellation);
        bench.Clients.StartArrivals(TimeSpan.FromMilliseconds(40));
        LabServer drained = AddressPlan.Servers[0];
        EchoConnection[] old = [.. bench.Clients.Live.Where(one => one.IsLong && one.Home == drained.Number)];
        Task drain = Task.Run(() => FleetOperator.Drain(drained, Deadline), cancellation);
        // The deadline counts from when the fleet has the order, not from when the operator's program starts.
        await bench.Operator.AwaitAsync(status => FleetView.NotDraining(status, drained), cancellation);
        long started = Stopwatch.GetTimestamp();
        await Task.Delay(Deadline - JustBefore, cancellation);
        int before = old.Count(one => one.IsLive);
        bench.Clients.Excuse(drained);
        await drain;
        await bench.ConvergeAsync(_ => null, cancellation);
        IReadOnlyList<Criterion> harm = await bench.JudgeAsync(cancellation);
        TimeSpan last = old.Where(one => one.Fault == Fault.Reset)
            .Select(one => Stopwatch.GetElapsedTime(started, one.LostAt)).DefaultIfEmpty().Max();
        return
        [
            .. harm,
            Criterion.Figure("homed on the drained server", old.Length),
            Criterion.Exactly("of them alive 2 s before the deadline", before, old.Length),
            Criterion.Exactly("told by RST at the deadline", old.Count(one => one.Fault == Fault.Reset), old.Length),
            Criterion.AtLeast("live at the end", bench.Clients.Tally().Live, size - old.Length),
            Criterion.Goal("last RST after the order", last, Deadline + TimeSpan.FromSeconds(1)),
        ];
    }
}
