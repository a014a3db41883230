using System.Diagnostics;
using Beamer.Lab.Daemons;
using Beamer.Lab.Echo;
using Beamer.Lab.Network;

namespace Beamer.Lab.Experiments;

/// <summary>X10: one thing is broken on a server; the fleet must see it, and see when it is mended.</summary>
/// <param name="id">Each fault has a fleet of its own: a server that comes and goes is not trusted soon again.</param>
/// <param name="fault">What is broken, in words.</param>
/// <param name="make">Makes the fault.</param>
internal sealed class HealthTruth(string id, string fault, Func<Machines, LabServer, HostFault> make) : IExperiment
{
    private const int Newcomers = 40;

    private static readonly EchoPlan Short = new() { Pace = TimeSpan.Zero, Exchanges = 1 };
    private static readonly TimeSpan GoalDown = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan GoalUp = TimeSpan.FromSeconds(10);

    public string Id => id;

    public string Title => $"a server with {fault}, then mended";

    public async Task<IReadOnlyList<Criterion>> RunAsync(Bench bench, CancellationToken cancellation)
    {
        int size = bench.Size(400, 100);
        LabServer server = AddressPlan.Servers[2];
        await bench.OpenMixAsync(size, TimeSpan.FromSeconds(1), cancellation);
        // What lives on the server that is broken may well be lost with it.
        bench.Clients.Excuse(server);
        long broken = Stopwatch.GetTimestamp();
        HostFault cause = make(bench.Machines, server);
        cause.Break();
        await bench.ConvergeAsync(status => FleetView.StillOwning(status, server), cancellation);
        TimeSpan down = Stopwatch.GetElapsedTime(broken);
        Criterion whileDown = await NewcomersAsync(bench, cancellation);
        long mended = Stopwatch.GetTimestamp();
        cause.Mend();
        await bench.ConvergeAsync(
            status => FleetView.NotFollowing(status, server) ?? FleetView.NotServing(status, server),
            cancellation);
        TimeSpan up = Stopwatch.GetElapsedTime(mended);
        Criterion afterwards = await NewcomersAsync(bench, cancellation);
        return
        [
            .. await bench.JudgeAsync(cancellation),
            Criterion.Goal("its buckets moved away after", down, GoalDown),
            whileDown,
            Criterion.Goal("came back after", up, GoalUp),
            afterwards,
        ];
    }

    private static async Task<Criterion> NewcomersAsync(Bench bench, CancellationToken cancellation)
    {
        IReadOnlyList<EchoConnection> newcomers = await bench.Clients.OpenAsync(Newcomers, Short, cancellation);
        return Criterion.Exactly("then answered", newcomers.Count(one => one.Answers == 1), Newcomers);
    }
}
