using System.Diagnostics;
using Beamer.Lab.Daemons;
using Beamer.Lab.Echo;
using Beamer.Lab.Load;
using Beamer.Lab.Network;

namespace Beamer.Lab.Experiments;

/// <summary>X06: a server is gone from one moment to the next; all others go on, and its clients are told.</summary>
internal sealed class ServerCrash : IExperiment
{
    /// <summary>From the new table to the moment from which new connections must succeed.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan After = TimeSpan.FromSeconds(10);

    public string Id => "X06";

    public string Title => "crash a server";

    public async Task<IReadOnlyList<Criterion>> RunAsync(Bench bench, CancellationToken cancellation)
    {
        int size = bench.Size(1000, 150);
        await bench.OpenMixAsync(size, TimeSpan.FromSeconds(1), cancellation);
        IReadOnlyList<EchoConnection> idle = await bench.OpenAsync(
            size / 2, new EchoPlan { Pace = EchoPlan.WhenCalled }, cancellation);
        bench.Clients.StartArrivals(TimeSpan.FromMilliseconds(20));
        LabServer victim = AddressPlan.Servers[2];
        int elsewhere = bench.Clients.Live.Count(connection => connection.IsLong && connection.Home != victim.Number);
        long crash = Stopwatch.GetTimestamp();
        bench.Clients.Excuse(victim);
        Machines.Crash(victim);
        await bench.ConvergeAsync(status => FleetView.StillOwning(status, victim), cancellation);
        TimeSpan convergence = Stopwatch.GetElapsedTime(crash);
        await Task.Delay(Grace, cancellation);
        long healed = Stopwatch.GetTimestamp();
        EchoConnection[] widows = [.. idle.Where(connection => connection.IsLive && connection.Home == victim.Number)];
        foreach (EchoConnection widow in widows) widow.Call();
        await Task.Delay(After, cancellation);

        IReadOnlyList<Criterion> harm = await bench.JudgeAsync(cancellation);
        EchoConnection[] later = [.. bench.Clients.All.Where(connection => connection.BegunAt > healed)];
        double answered = (double)later.Count(connection => connection.Answers > 0) / Math.Max(later.Length, 1);
        IEnumerable<TimeSpan> told = widows.Where(widow => widow.Fault == Fault.Reset)
            .Select(widow => Stopwatch.GetElapsedTime(healed, widow.LostAt));
        return
        [
            .. harm,
            Criterion.AtLeast(
                "live at the end, homed elsewhere",
                bench.Clients.Live.Count(connection => connection.IsLong && connection.Home != victim.Number),
                elsewhere),
            Criterion.Goal("crash to new table", convergence, TimeSpan.FromSeconds(4)),
            Criterion.Figure("connections begun after", later.Length),
            Criterion.AtLeast("of them answered", Math.Round(100 * answered, 2), 99.9, "%"),
            Criterion.Exactly(
                "idle connections of the dead told by RST", widows.Count(widow => widow.Fault == Fault.Reset),
                widows.Length),
            Criterion.Goal(
                "longest from their next packet to the RST", told.DefaultIfEmpty().Max(), TimeSpan.FromSeconds(2)),
            Criterion.Duration("longest stall of the others", bench.Clients.Tally().LongestWait),
        ];
    }
}
