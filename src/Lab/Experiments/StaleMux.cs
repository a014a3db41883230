using System.Diagnostics;
using Beamer.Lab.Daemons;
using Beamer.Lab.Echo;
using Beamer.Lab.Network;

namespace Beamer.Lab.Experiments;

/// <summary>X04: one MUX hears nothing of the changes and goes on forwarding by its old table.</summary>
internal sealed class StaleMux : IExperiment
{
    private static readonly TimeSpan[] Silences = [TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30)];

    public string Id => "X04";

    public string Title => "cut a MUX off from the controller while servers are drained";

    public async Task<IReadOnlyList<Criterion>> RunAsync(Bench bench, CancellationToken cancellation)
    {
        int size = bench.Size(3000, 300);
        await bench.OpenAsync(size, new EchoPlan { Pace = TimeSpan.FromSeconds(3) }, cancellation);
        bench.Clients.StartArrivals(TimeSpan.FromMilliseconds(30));
        (LabMux fresh, LabMux stale) = (AddressPlan.Muxes[0], AddressPlan.Muxes[1]);
        List<Criterion> figures = [];
        for (int round = 0; round < bench.Size(Silences.Length, 1); round++)
        {
            foreach (EchoConnection connection in bench.Clients.All) connection.ForgetWaits();
            ControlLink.Cut(stale.Name, stale.Address);
            long cut = Stopwatch.GetTimestamp();
            LabServer drained = AddressPlan.Servers[round];
            bench.Declare(fleet => fleet.Drain(drained));
            await bench.ConvergeAsync([fresh], status => FleetView.StillOwning(status, drained), cancellation);
            bench.Auditor.Audit(bench.Clients);
            TimeSpan rest = Silences[round] - Stopwatch.GetElapsedTime(cut);
            if (rest > TimeSpan.Zero) await Task.Delay(rest, cancellation);
            ControlLink.Mend(stale.Name, stale.Address);
            await bench.ConvergeAsync(_ => null, cancellation);
            await bench.Clients.ProgressAsync(cancellation);
            figures.Add(Criterion.Goal(
                $"longest stall in {Silences[round].TotalSeconds:0} s of staleness",
                bench.Clients.Tally().LongestWait, TimeSpan.FromSeconds(7)));
        }

        long rerouted = AddressPlan.Servers.Sum(server => DaemonCounters
            .TryRead(server.Name, OptionsFile.AgentMetricsPort)?
            .Sum("beamer_agent_packets_total", "forward_by_own_row") ?? 0);
        return
        [
            .. await bench.JudgeAsync(cancellation),
            Criterion.AtLeast("live at the end", bench.Clients.Tally().Live, size),
            Criterion.AtLeast("packets of the stale MUX re-routed", rerouted, 1),
            .. figures,
        ];
    }
}
