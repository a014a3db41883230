using Beamer.Lab.Daemons;
using Beamer.Lab.Echo;
using Beamer.Lab.Network;

namespace Beamer.Lab.Experiments;

/// <summary>X08: a server crashes and is back after two seconds, while one MUX knows nothing of it.</summary>
internal sealed class RebootBehindStaleMux : IExperiment
{
    private static readonly TimeSpan Reboot = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StaleAfterwards = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Sample = TimeSpan.FromMilliseconds(100);

    public string Id => "X08";

    public string Title => "crash and reboot a server in 2 s while a MUX is cut off";

    public async Task<IReadOnlyList<Criterion>> RunAsync(Bench bench, CancellationToken cancellation)
    {
        int size = bench.Size(600, 150);
        await bench.OpenMixAsync(size, TimeSpan.FromSeconds(1), cancellation);
        bench.Clients.StartArrivals(TimeSpan.FromMilliseconds(20));
        (LabServer victim, LabMux stale) = (AddressPlan.Servers[2], AddressPlan.Muxes[1]);
        ControlLink.Cut(stale.Name, stale.Address);
        bench.Clients.Excuse(victim);
        Machines.Crash(victim);
        await Task.Delay(Reboot, cancellation);
        Topology.Reboot(victim);
        // What is homed on it from now on is homed on the new incarnation.
        int before = bench.Clients.All.Count;
        bench.Clients.Unexcuse(victim);
        bench.Machines.StartApplication(victim);
        bench.Machines.StartAgent(victim);
        AdmissionWatch watch = await AdmissionWatch.RunAsync(victim, Sample, cancellation);
        // Those whose SYNs take the stale MUX to the rebooted server are refused there, rightly, and must wait.
        Task<IReadOnlyList<EchoConnection>> opening = bench.OpenAsync(
            size, new EchoPlan { Pace = TimeSpan.FromSeconds(1) }, cancellation);
        await Task.Delay(StaleAfterwards, cancellation);
        ControlLink.Mend(stale.Name, stale.Address);
        IReadOnlyList<EchoConnection> newcomers = await opening;
        await bench.ConvergeAsync(status => FleetView.NotServing(status, victim), cancellation);
        IReadOnlyList<Criterion> harm = await bench.JudgeAsync(cancellation);
        return
        [
            .. harm,
            Criterion.Figure("connections before the reboot", before),
            Criterion.None("packets delivered before admission", watch.DeliveredBefore),
            Criterion.Figure("looks before admission", watch.LooksBefore),
            Criterion.Figure("packets refused before admission", watch.RefusedBefore),
            Criterion.Exactly(
                "newcomers that live", newcomers.Count(connection => connection.IsLive), newcomers.Count),
            Criterion.Figure(
                "of them on the rebooted server", newcomers.Count(connection => connection.Home == victim.Number)),
        ];
    }
}
