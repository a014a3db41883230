using Beamer.Tests.Simulation.Balancers;
using Beamer.Tests.Simulation.Balancers.Original;
using Beamer.Tests.Simulation.Balancers.Ours;
using Beamer.Tests.Simulation.Balancers.Stateless;
using Beamer.Tests.Simulation.Clients;
using Beamer.Tests.Simulation.Network;

namespace Beamer.Tests.Simulation.Scenarios;

/// <summary>
/// The churn of Cheetah's experiment (NSDI 2020): 24 → 30 → 22 servers within a minute under about 105,000 requests.
/// </summary>
internal static class CheetahScenario
{
    private const int Buckets = 3200;
    private const double RatePublished = 1750;

    private const int ServersAtStart = 24;
    private const int ServersAdded = 6;
    private const int ServersDrained = 8;

    // The first table is made in the ten seconds before.
    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_length = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_firstAdded = s_start + TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_firstDrained = s_start + TimeSpan.FromSeconds(30);

    internal static FleetScenario Create(double rate = RatePublished) => new(
        "cheetah",
        "24 -> 30 -> 22 servers within a minute, as in Cheetah's experiment; 3,200 buckets, 4 MUXes",
        Plan(rate),
        Balancers,
        "Published for the same churn, of about 105,000 requests on Cheetah's own testbed (NSDI 2020):",
        "  hash 997, consistent hash 715, Beamer 51, Cheetah 0.",
        "");

    /// <summary>Ours alone, set up in another way.</summary>
    internal static FleetScenario CreateOurs(double rate, BeamerOptions options) => new(
        "cheetah", "ours alone", Plan(rate), () => [new BeamerBalancer(options with { Buckets = Buckets })]);

    private static IBalancer[] Balancers() =>
    [
        new BeamerBalancer(new BeamerOptions { Buckets = Buckets }),
        new OriginalBalancer(Buckets),
        new MaglevBalancer(),
    ];

    private static SimulationPlan Plan(double rate) => new()
    {
        Workload = new Workload { Rate = rate, First = s_start, Last = s_start + s_length },
        ServersAtStart = ServersAtStart,
        ServersMax = ServersAtStart + ServersAdded,
        LastChange = s_start + s_length,
        End = TimeSpan.FromSeconds(1800),
        Schedule = Schedule,
    };

    private static void Schedule(Simulator world)
    {
        for (int i = 0; i < ServersAdded; i++)
        {
            int server = ServersAtStart + i;
            world.At(s_firstAdded + (i * s_step), () => world.Balancer.Add(server));
        }

        SeededRandom random = SeededRandom.For(world.Seed, "operator");
        List<int> servers = [.. Enumerable.Range(0, ServersAtStart + ServersAdded)];
        for (int i = 0; i < ServersDrained; i++)
        {
            int server = servers[random.Below(servers.Count)];
            servers.Remove(server);
            world.At(s_firstDrained + (i * s_step), () => world.Balancer.Drain(server));
        }
    }
}
