using Beamer.Tests.Simulation.Balancers.Original;
using Beamer.Tests.Simulation.Balancers.Ours;
using Beamer.Tests.Simulation.Balancers.Stateless;
using Beamer.Tests.Simulation.Clients;

namespace Beamer.Tests.Simulation.Scenarios;

/// <summary>
/// Every one of 100 servers is replaced by a new one, one each second: an upgrade of the whole fleet.
/// </summary>
internal static class RollingScenario
{
    private const int Servers = 100;
    private const int Buckets = 5000;
    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_firstReplaced = s_start + TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_last = s_firstReplaced + (Servers * s_step) + TimeSpan.FromSeconds(10);

    internal static FleetScenario Create(int servers = Servers, double rate = 1750) => new(
        "rolling",
        $"all of {servers} servers are replaced, one each second; {Buckets:N0} buckets, 4 MUXes",
        Plan(servers, rate),
        () =>
        [
            new BeamerBalancer(new BeamerOptions { Buckets = Buckets }),
            new OriginalBalancer(Buckets),
            new MaglevBalancer(),
        ]);

    private static SimulationPlan Plan(int servers, double rate) => new()
    {
        Workload = new Workload { Rate = rate, First = s_start, Last = s_last },
        ServersAtStart = servers,
        ServersMax = servers * 2,
        LastChange = s_last,
        End = TimeSpan.FromSeconds(1800),
        Schedule = world => Schedule(world, servers),
    };

    private static void Schedule(Simulator world, int servers)
    {
        for (int i = 0; i < servers; i++)
        {
            int old = i;
            world.At(s_firstReplaced + (i * s_step), () => world.Balancer.Add(servers + old));
            world.At(s_firstReplaced + ((i + 0.5) * s_step), () => world.Balancer.Drain(old));
        }
    }
}
