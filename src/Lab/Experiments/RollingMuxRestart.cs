using Beamer.Lab.Network;

namespace Beamer.Lab.Experiments;

/// <summary>X01: every MUX in turn is taken out of the route, stopped, started and put back.</summary>
internal sealed class RollingMuxRestart : IExperiment
{
    public string Id => "X01";

    public string Title => "restart each MUX in turn, its route withdrawn first";

    public async Task<IReadOnlyList<Criterion>> RunAsync(Bench bench, CancellationToken cancellation)
    {
        int size = bench.Size(1000, 200);
        int rounds = bench.Size(3, 1);
        await bench.OpenMixAsync(size, TimeSpan.FromSeconds(1), cancellation);
        bench.Clients.StartArrivals(TimeSpan.FromMilliseconds(20));
        for (int round = 0; round < rounds; round++)
        {
            foreach (LabMux mux in AddressPlan.Muxes) await RollAsync(bench, mux, cancellation);
        }

        return
        [
            .. await bench.JudgeAsync(cancellation),
            Criterion.AtLeast("live at the end", bench.Clients.Tally().Live, size),
            Criterion.Figure("restarts", rounds * AddressPlan.Muxes.Count),
            Criterion.Goal("longest stall", bench.Clients.Tally().LongestWait, TimeSpan.FromMilliseconds(300)),
        ];
    }

    private static async Task RollAsync(Bench bench, LabMux mux, CancellationToken cancellation)
    {
        bench.Machines.Route(mux, announced: false);
        await bench.Machines.StopMuxAsync(mux, cancellation);
        bench.Machines.StartMux(mux);
        await bench.Machines.MuxReadyAsync(mux, cancellation);
        await bench.ConvergeAsync(_ => null, cancellation);
        bench.Machines.Route(mux, announced: true);
    }
}
