using System.Diagnostics;
using Beamer.Lab.Daemons;
using Beamer.Lab.Echo;
using Beamer.Lab.Network;

namespace Beamer.Lab.Experiments;

/// <summary>X07: one server is drained, and a second later one of those that took its buckets dies.</summary>
internal sealed class CrashInDrain : IExperiment
{
    public string Id => "X07";

    public string Title => "crash a server that has just taken buckets from one in drain";

    public async Task<IReadOnlyList<Criterion>> RunAsync(Bench bench, CancellationToken cancellation)
    {
        int size = bench.Size(1000, 200);
        await bench.OpenMixAsync(size, TimeSpan.FromMilliseconds(500), cancellation);
        bench.Clients.StartArrivals(TimeSpan.FromMilliseconds(30));
        (LabServer drained, LabServer victim) = (AddressPlan.Servers[0], AddressPlan.Servers[1]);
        EchoConnection[] old = [.. bench.Clients.Live.Where(one => one.IsLong && one.Home == drained.Number)];
        bench.Declare(fleet => fleet.Drain(drained));
        await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
        foreach (EchoConnection connection in bench.Clients.All) connection.ForgetWaits();
        bench.Clients.Excuse(victim);
        long crash = Stopwatch.GetTimestamp();
        Machines.Crash(victim);
        await bench.ConvergeAsync(
            status => FleetView.StillOwning(status, victim) ?? FleetView.StillOwning(status, drained), cancellation);
        TimeSpan convergence = Stopwatch.GetElapsedTime(crash);
        IReadOnlyList<Criterion> harm = await bench.JudgeAsync(cancellation);
        TimeSpan stall = old.Select(connection => connection.LongestWait).DefaultIfEmpty().Max();
        return
        [
            .. harm,
            Criterion.Exactly(
                "survivors homed on the drained server", old.Count(connection => connection.IsLive), old.Length),
            Criterion.Duration("crash to new table", convergence),
            // TCP doubles its pause each time: the first packet after the new table comes at up to twice its age.
            Criterion.Goal("their longest stall", stall, (2 * convergence) + TimeSpan.FromSeconds(1)),
        ];
    }
}
