using Beamer.Lab.Network;

namespace Beamer.Lab.Experiments;

/// <summary>X01b: a MUX dies without a word; the router notices after 300 ms, as by BFD with 3 × 100 ms.</summary>
internal sealed class MuxKill : IExperiment
{
    private static readonly TimeSpan Detection = TimeSpan.FromMilliseconds(300);

    public string Id => "X01b";

    public string Title => "kill -9 each MUX in turn";

    public async Task<IReadOnlyList<Criterion>> RunAsync(Bench bench, CancellationToken cancellation)
    {
        int size = bench.Size(1000, 200);
        await bench.OpenMixAsync(size, TimeSpan.FromSeconds(1), cancellation);
        bench.Clients.StartArrivals(TimeSpan.FromMilliseconds(20));
        foreach (LabMux mux in AddressPlan.Muxes)
        {
            await Task.Run(() => bench.Machines.KillMux(mux, Detection), cancellation);
            LabMux[] others = [.. AddressPlan.Muxes.Where(other => other != mux)];
            await bench.ConvergeAsync(others, _ => null, cancellation);
            await bench.Clients.ProgressAsync(cancellation);
            bench.Machines.StartMux(mux);
            await bench.Machines.MuxReadyAsync(mux, cancellation);
            await bench.ConvergeAsync(_ => null, cancellation);
            bench.Machines.Route(mux, announced: true);
        }

        return
        [
            .. await bench.JudgeAsync(cancellation),
            Criterion.AtLeast("live at the end", bench.Clients.Tally().Live, size),
            Criterion.Figure("kills", AddressPlan.Muxes.Count),
            Criterion.Goal("longest stall", bench.Clients.Tally().LongestWait, TimeSpan.FromSeconds(1)),
        ];
    }
}
