using System.Diagnostics;
using Beamer.Lab.Daemons;
using Beamer.Lab.Echo;
using Beamer.Lab.Network;

namespace Beamer.Lab.Experiments;

/// <summary>
/// X08: a server crashes and is back after two seconds, while one MUX knows nothing of it. What takes that MUX to the
/// rebooted server is refused (R12), until the MUX learns that it is behind and withdraws its route (R15).
/// </summary>
internal sealed class RebootBehindStaleMux : IExperiment
{
    private static readonly TimeSpan Reboot = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Sample = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);

    public string Id => "X08";

    public string Title => "crash and reboot a server in 2 s while a MUX is cut off";

    public FleetShape Shape(FleetShape asked) => asked with { Announce = true };

    public async Task<IReadOnlyList<Criterion>> RunAsync(Bench bench, CancellationToken cancellation)
    {
        int size = bench.Size(600, 150);
        await using BorderWatch border = new();
        long began = Stopwatch.GetTimestamp();
        foreach (LabMux mux in AddressPlan.Muxes) await border.AwaitAsync(mux, true, began, Limit, cancellation);
        await bench.OpenMixAsync(size, TimeSpan.FromSeconds(1), cancellation);
        bench.Clients.StartArrivals(TimeSpan.FromMilliseconds(20));
        (LabServer victim, LabMux stale) = (AddressPlan.Servers[2], AddressPlan.Muxes[1]);
        ControlLink.Cut(stale.Name, stale.Address);
        long cut = Stopwatch.GetTimestamp();
        bench.Clients.Excuse(victim);
        Machines.Crash(victim);
        await Task.Delay(Reboot, cancellation);
        bench.Machines.Reboot(victim);
        // What is homed on it from now on is homed on the new incarnation.
        int before = bench.Clients.All.Count;
        bench.Clients.Unexcuse(victim);
        bench.Machines.StartApplication(victim);
        bench.Machines.StartAgent(victim);
        AdmissionWatch watch = await AdmissionWatch.RunAsync(victim, Sample, cancellation);
        // The MUX stays cut off until all of them have an answer.
        IReadOnlyList<EchoConnection> newcomers = await bench.OpenAsync(
            size, new EchoPlan { Pace = TimeSpan.FromSeconds(1) }, cancellation);
        TimeSpan withdrawn = await border.AwaitAsync(stale, announced: false, cut, Limit, cancellation);
        ControlLink.Mend(stale.Name, stale.Address);
        long mended = Stopwatch.GetTimestamp();
        await bench.ConvergeAsync(status => FleetView.NotServing(status, victim), cancellation);
        TimeSpan back = await border.AwaitAsync(stale, announced: true, mended, Limit, cancellation);
        IReadOnlyList<Criterion> harm = await bench.JudgeAsync(cancellation);
        long refused = DaemonCounters.TryRead(victim.Name, OptionsFile.AgentMetricsPort)?
            .Sum("beamer_agent_dropped_total", "OlderThanAdmission") ?? 0;
        return
        [
            .. harm,
            Criterion.Figure("connections before the reboot", before),
            Criterion.None("packets delivered before admission", watch.DeliveredBefore),
            Criterion.Figure("looks before admission", watch.LooksBefore),
            Criterion.Figure("packets refused before admission", watch.RefusedBefore),
            Criterion.Figure("packets by older rows refused after it", refused),
            Criterion.Duration("stale MUX withdrawn after", withdrawn),
            Criterion.Duration("and back after", back),
            Criterion.Exactly(
                "newcomers that live", newcomers.Count(connection => connection.IsLive), newcomers.Count),
            Criterion.Figure(
                "of them on the rebooted server", newcomers.Count(connection => connection.Home == victim.Number)),
        ];
    }
}
