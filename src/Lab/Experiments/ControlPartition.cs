using Beamer.Lab.Daemons;
using Beamer.Lab.Network;

namespace Beamer.Lab.Experiments;

/// <summary>X09: a living server loses its controller: it goes on serving, but loses the right to answer RST.</summary>
internal sealed class ControlPartition : IExperiment
{
    /// <summary>Longer than the lease (10 s).</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(20);

    private const int Strayed = 100;
    private const int LooksMax = 100;

    private static readonly TimeSpan LookPace = TimeSpan.FromMilliseconds(200);

    public string Id => "X09";

    public string Title => "cut a living server off from the controller for 20 s";

    public async Task<IReadOnlyList<Criterion>> RunAsync(Bench bench, CancellationToken cancellation)
    {
        int size = bench.Size(1000, 200);
        LabServer server = AddressPlan.Servers[1];
        await bench.OpenMixAsync(size, TimeSpan.FromSeconds(1), cancellation);
        bench.Clients.StartArrivals(TimeSpan.FromMilliseconds(20));
        await AwaitLeaseAsync(server, cancellation);
        int before = await Strays.CountResetsAsync(server, Strayed, cancellation);
        ControlLink.Cut(server.Name, server.Address);
        await Task.Delay(Silence, cancellation);
        int within = await Strays.CountResetsAsync(server, Strayed, cancellation);
        int homed = bench.Clients.Live.Count(connection => connection.IsLong && connection.Home == server.Number);
        ControlLink.Mend(server.Name, server.Address);
        await bench.ConvergeAsync(
            status => FleetView.NotFollowing(status, server) ?? FleetView.NotServing(status, server), cancellation);
        await AwaitLeaseAsync(server, cancellation);
        int after = await Strays.CountResetsAsync(server, Strayed, cancellation);
        IReadOnlyList<Criterion> harm = await bench.JudgeAsync(cancellation);
        return
        [
            .. harm,
            Criterion.AtLeast("live at the end", bench.Clients.Tally().Live, size),
            Criterion.Figure("of them on the server in the cut", homed),
            Criterion.Exactly("stray segments answered by RST before", before, Strayed),
            Criterion.None("in the cut", within),
            Criterion.Exactly("after it", after, Strayed),
            Criterion.Duration("longest stall", bench.Clients.Tally().LongestWait),
        ];
    }

    /// <summary>What the controller grants takes effect when the agent has heard of it: the agent is asked.</summary>
    private static async Task AwaitLeaseAsync(LabServer server, CancellationToken cancellation)
    {
        for (int look = 0; look < LooksMax; look++)
        {
            DaemonCounters? counters = DaemonCounters.TryRead(server.Name, OptionsFile.AgentMetricsPort);
            if (counters?.Sum("beamer_agent_lease") == 1) return;
            await Task.Delay(LookPace, cancellation);
        }

        throw new LabException($"{server.Name} has no lease after {(LooksMax * LookPace).TotalSeconds} s");
    }
}
