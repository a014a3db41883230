using Beamer.Core.Chaining;
using Beamer.Tests.Simulation.Balancers.Ours;
using Beamer.Tests.Simulation.Clients;
using Beamer.Tests.Simulation.Network;

namespace Beamer.Tests.Simulation.Scenarios;

/// <summary>
/// Everything that a network may do, to packets and to messages, while servers come and go, crash and come back, and
/// the controller starts again.
/// </summary>
/// <remarks>
/// Routers send each packet of a connection by any MUX. Messages travel as the bytes of the production's codec; single
/// ones are lost, doubled and late, and streams are cut.
/// </remarks>
internal static class LossyScenario
{
    private const int Servers = 24;
    private const int ServersMax = 30;
    private const int Buckets = 3200;
    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_length = TimeSpan.FromSeconds(120);

    private static readonly NetworkConditions s_fabric = new()
    {
        DelayLeast = TimeSpan.FromMicroseconds(50),
        DelayMost = TimeSpan.FromMilliseconds(5),
        Loss = 0.01,
        Duplication = 0.01,
        LongDelays = 0.005,
        // With up to eight servers on a packet's way, below the second that R10 allows a packet.
        DelayLong = TimeSpan.FromMilliseconds(100),
    };

    private static readonly NetworkConditions s_control = new()
    {
        DelayLeast = TimeSpan.FromMilliseconds(1),
        DelayMost = TimeSpan.FromMilliseconds(100),
        Loss = 0.002,
        Duplication = 0.02,
        LongDelays = 0.02,
        DelayLong = TimeSpan.FromSeconds(2),
    };

    internal static FleetScenario Create(double rate = 500) => Create(rate, ChainRules.All);

    /// <summary>The same with some rules left out.</summary>
    internal static FleetScenario Create(double rate, ChainRules rules) => new(
        "lossy",
        "packets and messages are lost, doubled, late and out of order; streams cut, crashes, controller restarts",
        new SimulationPlan
        {
            Workload = new Workload { Rate = rate, First = s_start, Last = s_start + s_length },
            ServersAtStart = Servers,
            ServersMax = ServersMax,
            Fabric = s_fabric,
            Control = s_control,
            Spray = true,
            LastChange = s_start + s_length,
            End = TimeSpan.FromSeconds(1800),
            Schedule = Schedule,
        },
        () =>
        [
            new BeamerBalancer(new BeamerOptions { Buckets = Buckets, EncodesControl = true, ChainRules = rules }),
        ],
        "Each connection's packets go by all four MUXes in turn; 1 % of packets are lost on each hop, 1 % doubled.",
        "");

    private static void Schedule(Simulator world)
    {
        SeededRandom random = SeededRandom.For(world.Seed, "operator");
        var ours = (BeamerBalancer)world.Balancer;
        List<int> old = [.. Enumerable.Range(0, Servers)];
        TimeSpan begin = s_start + TimeSpan.FromSeconds(5);
        for (int i = 0; i < ServersMax - Servers; i++)
        {
            int joins = Servers + i;
            int drains = old[random.Below(old.Count)];
            old.Remove(drains);
            world.At(begin + TimeSpan.FromSeconds(i * 12), () => ours.Add(joins));
            world.At(begin + TimeSpan.FromSeconds((i * 12) + 5), () => ours.Drain(drains));
        }

        int crashes = old[random.Below(old.Count)];
        world.At(begin + TimeSpan.FromSeconds(30), () => world.Crash(crashes));
        world.At(begin + TimeSpan.FromSeconds(45), () => ours.Followers.Reboot(crashes));
        world.At(begin + TimeSpan.FromSeconds(20), () => ours.Control.Restart());
        world.At(begin + TimeSpan.FromSeconds(61), () => ours.Control.Restart());
        for (TimeSpan at = begin; at < begin + s_length; at += random.Exponential(TimeSpan.FromSeconds(1)))
        {
            world.At(at, () => ours.Followers.CutAnyStream(random));
        }
    }
}
