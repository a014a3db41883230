using Beamer.Lab.Echo;
using Beamer.Lab.Load;
using Beamer.Lab.Network;

namespace Beamer.Lab.Experiments;

/// <summary>X14: clients that closed their half go on reading while buckets move and FINs are lost.</summary>
internal sealed class HalfClosed : IExperiment
{
    private const int Seed = 14;

    // One in fifty packets is lost: among thousands of FINs and ACKs of FINs, dozens are sent again.
    private static readonly Spray Spray = new(Loss: 0.02, Doubling: 0.01, DelayMax: TimeSpan.FromMilliseconds(2));

    public string Id => "X14";

    public string Title => "half-closed downloads over two drains, with lost packets";

    public async Task<IReadOnlyList<Criterion>> RunAsync(Bench bench, CancellationToken cancellation)
    {
        int size = bench.Size(1000, 150);
        EchoPlan download = new()
        {
            Pace = TimeSpan.Zero,
            OrderedPieces = bench.Size(24, 12),
            PiecePause = TimeSpan.FromMilliseconds(800),
            ContentBytes = 512,
        };
        using SprayingRouter router = new(Spray, Seed);
        IReadOnlyList<EchoConnection> downloads = await bench.OpenAsync(size, download, cancellation);
        await bench.DrainAsync(AddressPlan.Servers[0], cancellation);
        bench.Auditor.Audit(bench.Clients);
        await bench.DrainAsync(AddressPlan.Servers[1], cancellation);
        bench.Auditor.Audit(bench.Clients);
        while (downloads.Any(one => !one.HasEnded)) await Task.Delay(200, cancellation);
        int complete = downloads.Count(one => one.Fault == Fault.None && one.Answers == download.OrderedPieces);
        return
        [
            .. await bench.JudgeAsync(cancellation),
            Criterion.Exactly("downloads complete", complete, size),
            Criterion.AtLeast("packets lost on purpose", router.Lost, 1),
            Criterion.Duration("longest stall", bench.Clients.Tally().LongestWait),
        ];
    }
}
