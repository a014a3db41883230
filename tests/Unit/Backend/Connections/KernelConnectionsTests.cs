using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Core.Wire;
using Beamer.Link;
using FsCheck.Xunit;
using Xunit;

namespace Beamer.Tests.Unit.Backend.Connections;

public sealed class KernelConnectionsTests
{
    private static readonly Flow Flow = new(
        IPv4Address.Parse("198.51.100.7"), IPv4Address.Parse("192.0.2.10"), 40_001, 80, TransportProtocol.Tcp);

    private readonly AgentBench _halfOpen = new() { KernelState = TcpSocketState.SynReceived };

    /// <summary>P26, table E5: each state of a socket, and what it makes of a segment.</summary>
    [Theory]
    [InlineData(TcpSocketState.None, KernelAnswer.None)]
    [InlineData(TcpSocketState.Established, KernelAnswer.Established)]
    [InlineData(TcpSocketState.SynSent, KernelAnswer.Established)]
    [InlineData(TcpSocketState.SynReceived, KernelAnswer.SynReceivedAckUnknown)]
    [InlineData(TcpSocketState.FinWait1, KernelAnswer.Established)]
    [InlineData(TcpSocketState.FinWait2, KernelAnswer.Established)]
    [InlineData(TcpSocketState.TimeWait, KernelAnswer.TimeWait)]
    [InlineData(TcpSocketState.Close, KernelAnswer.None)]
    [InlineData(TcpSocketState.CloseWait, KernelAnswer.Established)]
    [InlineData(TcpSocketState.LastAck, KernelAnswer.Established)]
    [InlineData(TcpSocketState.Listen, KernelAnswer.ListenerOnly)]
    [InlineData(TcpSocketState.Closing, KernelAnswer.Established)]
    [InlineData(TcpSocketState.NewSynReceived, KernelAnswer.SynReceivedAckUnknown)]
    public void P26_each_state_of_a_socket_has_its_answer(TcpSocketState state, KernelAnswer expected)
    {
        AgentBench bench = new() { KernelState = state };

        Assert.Equal(expected, bench.Connections.Ask(Segment(TcpFlags.Ack), bench.Now));
    }

    /// <summary>P25.</summary>
    [Property]
    public void P25_a_half_open_flow_is_known_only_by_the_right_acknowledgment(uint sequence, int difference)
    {
        _halfOpen.Connections.Saw(new SynAck(Flow, sequence), _halfOpen.Now);
        uint acknowledgment = unchecked(sequence + 1 + (uint)difference);

        KernelAnswer answer = _halfOpen.Connections.Ask(Segment(TcpFlags.Ack, acknowledgment), _halfOpen.Now);

        Assert.Equal(
            difference == 0 ? KernelAnswer.SynReceivedAckMatches : KernelAnswer.SynReceivedAckMismatch, answer);
    }

    [Theory]
    [InlineData(0, KernelAnswer.SynReceivedAckMatches, KernelAnswer.ListenerCookieValid)]
    [InlineData(1, KernelAnswer.SynReceivedAckMismatch, KernelAnswer.ListenerOnly)]
    [InlineData(-1, KernelAnswer.SynReceivedAckMismatch, KernelAnswer.ListenerOnly)]
    public void P25_at_the_edges_and_the_same_for_a_cookie(int difference, KernelAnswer halfOpen, KernelAnswer cookie)
    {
        AgentBench bench = new() { KernelState = TcpSocketState.SynReceived };
        bench.Connections.Saw(new SynAck(Flow, uint.MaxValue), bench.Now);
        PacketSummary segment = Segment(TcpFlags.Ack, unchecked((uint)difference));

        Assert.Equal(halfOpen, bench.Connections.Ask(segment, bench.Now));
        bench.KernelState = TcpSocketState.Listen;
        Assert.Equal(cookie, bench.Connections.Ask(segment, bench.Now));
    }

    [Theory]
    [InlineData(TcpFlags.Ack | TcpFlags.Rst)]
    [InlineData(TcpFlags.Ack | TcpFlags.Syn)]
    public void Neither_a_reset_nor_a_syn_makes_a_connection_out_of_a_cookie(TcpFlags flags)
    {
        AgentBench bench = new() { KernelState = TcpSocketState.Listen };
        bench.Connections.Saw(new SynAck(Flow, 10), bench.Now);

        Assert.Equal(KernelAnswer.ListenerOnly, bench.Connections.Ask(Segment(flags, 11), bench.Now));
    }

    [Fact]
    public void A_syn_ack_is_forgotten_after_130_seconds()
    {
        AgentBench bench = new() { KernelState = TcpSocketState.Listen };
        bench.Connections.Saw(new SynAck(Flow, 10), bench.Now);
        bench.Time.Advance(TimeSpan.FromSeconds(129));
        Assert.Equal(KernelAnswer.ListenerCookieValid, bench.Connections.Ask(Segment(TcpFlags.Ack, 11), bench.Now));
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(KernelAnswer.ListenerOnly, bench.Connections.Ask(Segment(TcpFlags.Ack, 11), bench.Now));
    }

    [Fact]
    public void An_icmp_error_never_settles_a_half_open_flow()
    {
        AgentBench bench = new() { KernelState = TcpSocketState.SynReceived };
        bench.Connections.Saw(new SynAck(Flow, 10), bench.Now);

        PacketSummary error = Segment(TcpFlags.None) with { IsIcmpError = true };
        Assert.Equal(KernelAnswer.SynReceivedAckUnknown, bench.Connections.Ask(error, bench.Now));
    }

    [Theory]
    [InlineData(TcpFlags.Fin | TcpFlags.Ack)]
    [InlineData(TcpFlags.Rst)]
    public void What_ends_a_flow_is_never_answered_from_the_cache_and_empties_it(TcpFlags flags)
    {
        AgentBench bench = new() { KernelState = TcpSocketState.Established };
        bench.Connections.Ask(Segment(TcpFlags.Ack), bench.Now);
        bench.Connections.Ask(Segment(flags), bench.Now);
        bench.KernelState = TcpSocketState.None;

        Assert.Equal(KernelAnswer.None, bench.Connections.Ask(Segment(TcpFlags.Ack), bench.Now));
        Assert.Equal(0, bench.Connections.CacheHits);
    }

    [Fact]
    public void A_flow_that_begins_anew_is_asked_for_anew()
    {
        AgentBench bench = new() { KernelState = TcpSocketState.Established };
        bench.Connections.Ask(Segment(TcpFlags.Ack), bench.Now);
        bench.Connections.Forget(Flow);
        bench.KernelState = TcpSocketState.Listen;

        Assert.Equal(KernelAnswer.ListenerOnly, bench.Connections.Ask(Segment(TcpFlags.Ack), bench.Now));
    }

    /// <summary>P38: what a flood overwrites is asked for again; it makes nobody unknown and costs no memory.</summary>
    [Fact]
    public void P38_a_flood_of_half_open_flows_makes_no_established_one_unknown()
    {
        AgentBench bench = new() { KernelState = TcpSocketState.Established };
        Assert.Equal(KernelAnswer.Established, bench.Connections.Ask(Segment(TcpFlags.Ack), bench.Now));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (uint client = 0; client < 1 << 19; client++)
        {
            Flow flow = Flow with { Source = new IPv4Address(0x0A000000 + client) };
            bench.Connections.Saw(new SynAck(flow, client), bench.Now);
            bench.Connections.Ask(Segment(TcpFlags.Ack) with { Flow = flow }, bench.Now);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 16);
        Assert.InRange(bench.Connections.SynAckCount, 1, 1 << 18);
        Assert.Equal(KernelAnswer.Established, bench.Connections.Ask(Segment(TcpFlags.Ack), bench.Now));
    }

    private static PacketSummary Segment(TcpFlags flags, uint acknowledgment = 0) =>
        new() { Flow = Flow, Flags = flags, Acknowledgment = acknowledgment };
}
