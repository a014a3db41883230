using System.Diagnostics;
using Beamer.Lab.Daemons;
using Beamer.Lab.Echo;
using Beamer.Lab.Network;

namespace Beamer.Lab.Experiments;

/// <summary>
/// X04: one MUX hears nothing of the changes. It forwards by its old table, until it learns from the servers that its
/// peers have left it behind, and withdraws its route (R15).
/// </summary>
internal sealed class StaleMux : IExperiment
{
    private static readonly TimeSpan[] Silences = [TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30)];

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);

    public string Id => "X04";

    public string Title => "cut a MUX off from the controller while servers are drained";

    public FleetShape Shape(FleetShape asked) => asked with { Announce = true };

    public async Task<IReadOnlyList<Criterion>> RunAsync(Bench bench, CancellationToken cancellation)
    {
        int size = bench.Size(3000, 300);
        await using BorderWatch border = new();
        long began = Stopwatch.GetTimestamp();
        foreach (LabMux mux in AddressPlan.Muxes) await border.AwaitAsync(mux, true, began, Limit, cancellation);
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
            uint generation = await bench.Operator.GenerationAsync(cancellation);
            Task<long> ahead = AheadAsync(bench, fresh, generation, cancellation);
            bench.Declare(fleet => fleet.Drain(drained));
            // A bucket whose last row the stale MUX has not acknowledged waits for it: that is shown as queued.
            await bench.ConvergeAsync([fresh], status => FleetView.NotDraining(status, drained), cancellation);
            bench.Auditor.Audit(bench.Clients);
            TimeSpan fenced = await border.AwaitAsync(stale, announced: false, cut, Limit, cancellation);
            fenced -= Stopwatch.GetElapsedTime(cut, await ahead);
            figures.Add(Criterion.Goal("withdrawn after being left behind for", fenced, TimeSpan.FromSeconds(7)));
            TimeSpan rest = Silences[round] - Stopwatch.GetElapsedTime(cut);
            if (rest > TimeSpan.Zero) await Task.Delay(rest, cancellation);
            ControlLink.Mend(stale.Name, stale.Address);
            long mended = Stopwatch.GetTimestamp();
            await bench.ConvergeAsync(status => FleetView.StillOwning(status, drained), cancellation);
            TimeSpan back = await border.AwaitAsync(stale, announced: true, mended, Limit, cancellation);
            figures.Add(Criterion.Duration("and back after", back));
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

    /// <summary>Looks beside the order: on a busy host the operator's program ends long after it was heard.</summary>
    private static async Task<long> AheadAsync(
        Bench bench, LabMux mux, uint generation, CancellationToken cancellation)
    {
        await bench.Operator.AwaitAsync(status => FleetView.NotBeyond(status, mux, generation), cancellation);
        return Stopwatch.GetTimestamp();
    }
}
