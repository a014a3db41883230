using Beamer.Lab.Network;

namespace Beamer.Lab.Experiments;

/// <summary>X05: flows change their MUX all the time, by ECMP and then packet by packet, while buckets move.</summary>
internal sealed class Rehash : IExperiment
{
    private const int Seed = 20180410;

    private static readonly TimeSpan FlapPause = TimeSpan.FromSeconds(2);
    private static readonly Spray Spray = new(Loss: 0.005, Doubling: 0.01, DelayMax: TimeSpan.FromMilliseconds(5));

    public string Id => "X05";

    public string Title => "re-hash the router's routes, then spray every packet, with loss, doubles and overtaking";

    public async Task<IReadOnlyList<Criterion>> RunAsync(Bench bench, CancellationToken cancellation)
    {
        int size = bench.Size(1000, 150);
        int flaps = bench.Size(10, 2);
        await bench.OpenMixAsync(size, TimeSpan.FromSeconds(1), cancellation);
        bench.Clients.StartArrivals(TimeSpan.FromMilliseconds(30));
        LabMux second = AddressPlan.Muxes[1];
        for (int flap = 0; flap < flaps; flap++)
        {
            bench.Machines.Route(second, announced: flap % 2 == 1);
            if (flap == flaps / 2) bench.Declare(fleet => fleet.Drain(AddressPlan.Servers[0]));
            await Task.Delay(FlapPause, cancellation);
        }

        bench.Machines.Route(second, announced: true);
        await bench.ConvergeAsync(_ => null, cancellation);
        await bench.Clients.ProgressAsync(cancellation);
        TimeSpan whileFlapping = bench.Clients.Tally().LongestWait;
        using SprayingRouter router = new(Spray, Seed);
        await bench.DrainAsync(AddressPlan.Servers[1], cancellation);
        bench.Declare(fleet => fleet.Undrain(AddressPlan.Servers[0]));
        await Task.Delay(TimeSpan.FromSeconds(bench.Size(20, 5)), cancellation);
        await bench.ConvergeAsync(_ => null, cancellation);
        return
        [
            .. await bench.JudgeAsync(cancellation),
            Criterion.AtLeast("live at the end", bench.Clients.Tally().Live, size),
            Criterion.Figure("re-hashes", flaps),
            Criterion.AtLeast("packets sprayed", router.Relayed, 1000),
            Criterion.AtLeast("of them lost", router.Lost, 1),
            Criterion.AtLeast("doubled", router.Doubled, 1),
            Criterion.Duration("longest stall while re-hashing", whileFlapping),
            Criterion.Duration("longest stall in all", bench.Clients.Tally().LongestWait),
        ];
    }
}
