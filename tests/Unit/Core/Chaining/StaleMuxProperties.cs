using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Core.Tables;
using Beamer.Core.Wire;
using Beamer.Tests.Simulation;
using FsCheck.Xunit;
using Xunit;
using static Beamer.Tests.Unit.Core.Chaining.ChainFixture;

namespace Beamer.Tests.Unit.Core.Chaining;

/// <summary>
/// P34: MUXes at any generation up to the newest, agents that learned the rows in the order of R3, packets that are
/// held back, duplicated and lost: a live flow never gets a RST.
/// </summary>
public sealed class StaleMuxProperties
{
    private const int Steps = 200;
    private const int SeedsMax = 300;

    [Property(MaxTest = 100)]
    public void P34_a_mux_at_any_generation_never_gets_a_live_flow_reset(int seed) =>
        Play(seed, ChainRules.All, staging: true);

    [Theory]
    [InlineData("R3 staging")]
    [InlineData("R5 exact knowledge")]
    [InlineData("R8 silence of the stale")]
    public void P34_without_a_rule_some_schedule_gets_a_live_flow_reset(string rule)
    {
        ChainRules rules = rule switch
        {
            "R5 exact knowledge" => ChainRules.All with { ExactKnowledge = false },
            "R8 silence of the stale" => ChainRules.All with { StaleIsSilent = false },
            _ => ChainRules.All,
        };
        Assert.Contains(
            Enumerable.Range(0, SeedsMax),
            seed => Record.Exception(() => Play(seed, rules, staging: rule != "R3 staging")) is ViolationException);
    }

    private static void Play(int seed, ChainRules rules, bool staging)
    {
        Random random = new(seed);
        StagedRows rows = new(staging);
        int[] muxes = [0, 0, 0];
        List<Connection> flows = [];
        List<Packet> late = [];
        for (int step = 0; step < Steps; step++)
        {
            rows.Step(random);
            int mux = random.Next(muxes.Length);
            if (random.Next(8) == 0) muxes[mux] = random.Next(muxes[mux], rows.Committed + 1);
            if (random.Next(6) == 0 && flows.Count > 0) flows.RemoveAt(random.Next(flows.Count));
            if (random.Next(4) == 0) flows.Add(new Connection());
            if (rows.IsIdle && late.Count == 0) Publish(rows, random, flows, muxes.All(at => at == rows.Committed));
            foreach (Connection flow in flows)
            {
                TcpFlags flags = flow.Home.IsNone || random.Next(20) == 0 ? TcpFlags.Syn : TcpFlags.Ack;
                late.Add(Packet.Of(flow, flags, rows.RowAt(muxes[random.Next(muxes.Length)])));
            }

            Carry(late, flows, rows, random, rules);
        }
    }

    /// <summary>Moves the bucket (R14), or settles it once nobody can use an older row (R10).</summary>
    private static void Publish(StagedRows rows, Random random, List<Connection> flows, bool muxesKnow)
    {
        Row row = rows.Newest;
        IPv4Address[] previous = row.Previous.ToArray();
        bool settles = random.Next(2) == 0 && muxesKnow && rows.IsActiveEverywhere;
        if (settles)
        {
            IPv4Address[] busy =
                [.. previous.Where(one => flows.Any(flow => flow.Home == one || flow.Ghosts.Contains(one)))];
            if (busy.Length < previous.Length) rows.Begin(row.Current, busy);
            return;
        }

        IPv4Address[] targets = [.. Servers.Where(server => !row.Names(server))];
        if (targets.Length > 0) rows.Begin(targets[random.Next(targets.Length)], [row.Current, .. previous]);
    }

    /// <summary>Each packet goes one hop, waits, is lost or is there twice, until at last all of them arrive.</summary>
    private static void Carry(
        List<Packet> late, List<Connection> flows, StagedRows rows, Random random, in ChainRules rules)
    {
        bool all = random.Next(3) == 0;
        for (int at = 0; at < late.Count; at++)
        {
            Packet packet = late[at];
            int fate = all ? 0 : random.Next(8);
            if (fate >= 6) continue;
            late.RemoveAt(at--);
            if (fate == 5) continue;
            if (fate == 4) late.Add(packet);
            if (!flows.Contains(packet.Flow)) continue;
            if (Arrive(packet, rows.Agents[packet.At], rules) is { } next) late.Add(next);
        }
    }

    private static Packet? Arrive(Packet packet, AgentView agent, in ChainRules rules)
    {
        Connection flow = packet.Flow;
        AgentVerdict verdict = ChainDecision.Decide(
            Segment(packet.Flags), packet.Chain, packet.From, agent, true, flow.AnswerAt(agent.Self), rules);
        if (verdict.IsForward)
        {
            return packet with { From = agent.Self, At = verdict.Target, Chain = verdict.Chain };
        }

        if (!verdict.IsDelivery) return null;
        if (packet.Flags == TcpFlags.Syn) flow.Accept(agent.Self);
        else if (flow.Home != agent.Self) throw new ViolationException($"RST by {agent.Self}: {packet}");
        return null;
    }

    private sealed class Connection
    {
        internal IPv4Address Home { get; private set; }

        internal HashSet<IPv4Address> Ghosts { get; } = [];

        internal void Accept(IPv4Address server)
        {
            if (Home.IsNone) Home = server;
            else if (Home != server) Ghosts.Add(server);
        }

        internal KernelAnswer AnswerAt(IPv4Address server)
        {
            if (Home == server) return KernelAnswer.Established;
            return Ghosts.Contains(server) ? KernelAnswer.SynReceivedAckMismatch : KernelAnswer.None;
        }
    }

    private sealed record Packet(Connection Flow, TcpFlags Flags, IPv4Address From, IPv4Address At, ChainHeader Chain)
    {
        internal static Packet Of(Connection flow, TcpFlags flags, Row row) => new(
            flow, flags, MuxAddress, row.Current, Header(row.Generation.Value, row.Previous) with { Bucket = 0 });
    }
}
