using Beamer.Tests.Simulation.Balancers.Original;
using Beamer.Tests.Simulation.Balancers.Ours;
using Beamer.Tests.Simulation.Balancers.Stateless;
using Beamer.Tests.Simulation.Clients;
using Beamer.Tests.Simulation.Network;

namespace Beamer.Tests.Simulation.Scenarios;

/// <summary>Machines crash, freeze and are cut off while servers come and go.</summary>
internal static class FaultScenarios
{
    private const int Servers = 24;
    private const int ServersMax = 30;
    private const int Buckets = 3200;
    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_end = s_start + TimeSpan.FromSeconds(110);
    private static readonly TimeSpan s_faultLength = TimeSpan.FromSeconds(60);

    internal static FleetScenario CrashInDrain(double rate = 1000) => new(
        "crash-in-drain",
        "a server drains; two that took its buckets crash a second later, and come back; 24 servers",
        Plan(rate, PlayCrash),
        () => [new BeamerBalancer(new BeamerOptions { Buckets = Buckets })],
        "Connections of the crashed servers themselves (home crashed) nobody can save.",
        "");

    internal static FleetScenario FrozenMux(double rate = 1000) => new(
        "frozen-mux",
        "one of four MUXes takes no table for 60 s and forwards by its old one, while 6 servers join and 6 drain",
        Plan(rate, PlayFrozenMux),
        () =>
        [
            new BeamerBalancer(new BeamerOptions { Buckets = Buckets }),
            new OriginalBalancer(Buckets),
            new MaglevBalancer(),
        ]);

    internal static FleetScenario Partition(double rate = 1000) => new(
        "partition",
        "for 60 s one server is without the controller, and one of four MUXes cannot reach another; 3 join, 3 drain",
        Plan(rate, PlayPartition),
        () => [new BeamerBalancer(new BeamerOptions { Buckets = Buckets })]);

    private static SimulationPlan Plan(double rate, Action<Simulator> schedule) => new()
    {
        Workload = new Workload { Rate = rate, First = s_start, Last = s_end },
        ServersAtStart = Servers,
        ServersMax = ServersMax,
        LastChange = s_end,
        End = TimeSpan.FromSeconds(1800),
        Schedule = schedule,
    };

    private static void PlayCrash(Simulator world)
    {
        SeededRandom random = SeededRandom.For(world.Seed, "operator");
        int drained = random.Below(Servers);
        int first = (drained + 1 + random.Below(Servers - 2)) % Servers;
        int second = (first + 1) % Servers == drained ? (first + 2) % Servers : (first + 1) % Servers;
        TimeSpan begin = s_start + TimeSpan.FromSeconds(20);
        world.At(begin, () => world.Balancer.Drain(drained));
        // Anywhere between the first prepare and the first settle.
        world.At(begin + random.Between(TimeSpan.Zero, TimeSpan.FromSeconds(2)), () => world.Crash(first));
        world.At(begin + random.Between(TimeSpan.Zero, TimeSpan.FromSeconds(20)), () => world.Crash(second));
        foreach (int server in (int[])[first, second])
        {
            world.At(begin + s_faultLength, () => ((BeamerBalancer)world.Balancer).Followers.Reboot(server));
        }
    }

    private static void PlayFrozenMux(Simulator world)
    {
        SeededRandom random = SeededRandom.For(world.Seed, "operator");
        TimeSpan begin = s_start + TimeSpan.FromSeconds(20);
        world.At(begin, () => world.Balancer.FreezeMux(random.Below(world.Plan.Muxes), s_faultLength));
        JoinAndDrain(world, random, begin + TimeSpan.FromSeconds(1), ServersMax - Servers);
    }

    private static void PlayPartition(Simulator world)
    {
        SeededRandom random = SeededRandom.For(world.Seed, "operator");
        int silent = random.Below(Servers);
        int unreachable = random.Below(Servers);
        int mux = PacketPath.SenderOf(random.Below(world.Plan.Muxes));
        TimeSpan begin = s_start + TimeSpan.FromSeconds(20);
        world.At(
            begin,
            () => ((BeamerBalancer)world.Balancer).Followers.CutOffFromController(silent, s_faultLength));
        world.At(begin, () => world.Path.IsCutOff = (server, sender) => server == unreachable && sender == mux);
        world.At(begin + s_faultLength, () => world.Path.IsCutOff = null);
        JoinAndDrain(world, random, begin + TimeSpan.FromSeconds(1), 3);
    }

    /// <summary>New servers, and as many old ones that drain, in turn and one each four seconds.</summary>
    private static void JoinAndDrain(Simulator world, SeededRandom random, TimeSpan begin, int count)
    {
        List<int> old = [.. Enumerable.Range(0, Servers)];
        for (int i = 0; i < count; i++)
        {
            int joins = Servers + i;
            int drains = old[random.Below(old.Count)];
            old.Remove(drains);
            world.At(begin + (i * TimeSpan.FromSeconds(8)), () => world.Balancer.Add(joins));
            world.At(begin + TimeSpan.FromSeconds((i * 8) + 4), () => world.Balancer.Drain(drains));
        }
    }
}
