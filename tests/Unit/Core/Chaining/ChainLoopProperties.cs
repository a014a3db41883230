using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Core.Tables;
using Beamer.Core.Wire;
using FsCheck.Xunit;
using Xunit;
using static Beamer.Tests.Unit.Core.Chaining.ChainFixture;

namespace Beamer.Tests.Unit.Core.Chaining;

/// <summary>P33: servers whose rows contradict each other, and packets with any header, never make a loop.</summary>
public sealed class ChainLoopProperties
{
    [Property(MaxTest = 500)]
    public void P33_forwards_stay_within_the_hop_budget_and_the_packet_ends_somewhere(int seed)
    {
        Random random = new(seed);
        Dictionary<IPv4Address, AgentView> servers = RandomViews(random);
        for (int packet = 0; packet < 20; packet++)
        {
            ChainHeader header = RandomHeader(random);
            int forwards = Walk(servers, header, RandomStart(random), ChainRules.All, out AgentVerdict last);
            int bound = header.Version == ChainVersion.Glb ? header.Hops.Count : header.HopBudget;
            Assert.True(forwards <= bound, $"{forwards} forwards, the bound is {bound}");
            Assert.False(last.IsForward);
        }
    }

    [Fact]
    public void P33_without_the_budget_some_packet_would_exceed_it()
    {
        Random random = new(1);
        Dictionary<IPv4Address, AgentView> servers = RandomViews(random);
        ChainRules rules = ChainRules.All with { HopBudget = false };
        Assert.Contains(Enumerable.Range(0, 1000), _ =>
        {
            ChainHeader header = RandomHeader(random) with { Version = ChainVersion.Row };
            return Walk(servers, header, RandomStart(random), rules, out AgentVerdict _) > header.HopBudget;
        });
    }

    [Property]
    public void P33_a_packet_is_rerouted_at_most_twice(int seed)
    {
        Random random = new(seed);
        Dictionary<IPv4Address, AgentView> servers = RandomViews(random);
        ChainHeader header = Header(1, B) with { HopBudget = 255 };
        Walk(
            servers, header, RandomStart(random), ChainRules.All, out _,
            chain => Assert.True(chain.Reroutes <= ChainDecision.ReroutesMax));
    }

    [Fact]
    public void Without_the_limit_a_packet_would_follow_ever_newer_rows()
    {
        Dictionary<IPv4Address, AgentView> servers = new()
        {
            [A] = View(A, Row(2, B, A)),
            [B] = View(B, Row(3, C, B)),
            [C] = View(C, Row(4, D, C)),
            [D] = View(D, Row(5, A, D)),
        };
        ChainRules without = ChainRules.All with { RerouteLimit = false };
        int unlimited = Walk(servers, Header(1), (A, TcpFlags.Ack), without, out _);
        int limited = Walk(servers, Header(1), (A, TcpFlags.Ack), ChainRules.All, out AgentVerdict last);

        Assert.True(unlimited > ChainDecision.ReroutesMax);
        Assert.Equal(ChainDecision.ReroutesMax, limited);
        Assert.Equal(DropReason.StaleAtChainEnd, last.Reason);
    }

    private static int Walk(
        Dictionary<IPv4Address, AgentView> servers,
        ChainHeader header,
        (IPv4Address At, TcpFlags Flags) start,
        in ChainRules rules,
        out AgentVerdict last,
        Action<ChainHeader>? onForward = null)
    {
        IPv4Address at = start.At;
        IPv4Address from = MuxAddress;
        PacketSummary packet = Segment(start.Flags);
        for (int forwards = 0; ; forwards++)
        {
            last = ChainDecision.Decide(packet, header, from, servers[at], true, KernelAnswer.None, rules);
            if (!last.IsForward || forwards > 300) return forwards;
            onForward?.Invoke(last.Chain);
            Assert.NotEqual(at, last.Target);
            (from, at, header) = (at, last.Target, last.Chain);
        }
    }

    private static (IPv4Address At, TcpFlags Flags) RandomStart(Random random) =>
        (Servers[random.Next(Servers.Length)], random.Next(4) == 0 ? TcpFlags.Syn : TcpFlags.Ack);

    private static Dictionary<IPv4Address, AgentView> RandomViews(Random random) => Servers.ToDictionary(
        server => server,
        server =>
        {
            IPv4Address[] owners = [.. Servers];
            random.Shuffle(owners);
            int count = random.Next(1, owners.Length + 1);
            uint generation = (uint)random.Next(1, 12);
            Row row = Row(generation, owners[0], owners.AsSpan(1, count - 1));
            return View(server, row, generation + (uint)random.Next(3));
        });

    private static ChainHeader RandomHeader(Random random)
    {
        IPv4Address[] hops = new IPv4Address[random.Next(ChainHops.CountMax + 1)];
        for (int i = 0; i < hops.Length; i++) hops[i] = Servers[random.Next(Servers.Length)];
        if (random.Next(5) == 0) return GlbHeader(hops);
        return Header((uint)random.Next(12), hops) with
        {
            HopBudget = (byte)random.Next(16),
            NextHop = (byte)random.Next(hops.Length + 1),
            Reroutes = (byte)random.Next(4),
        };
    }
}
