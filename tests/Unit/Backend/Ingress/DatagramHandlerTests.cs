using Beamer.Backend.Ingress;
using Beamer.Core;
using Beamer.Core.Announcing;
using Beamer.Core.Chaining;
using Beamer.Core.Wire;
using Beamer.Link;
using Beamer.Tests.Testing;
using FsCheck.Xunit;
using Xunit;
using static Beamer.Tests.Unit.Backend.AgentBench;

namespace Beamer.Tests.Unit.Backend.Ingress;

public sealed class DatagramHandlerTests
{
    private readonly AgentBench _bench = new(Fleets.Server(2));

    [Fact]
    public void A_syn_is_delivered_without_asking_the_kernel_and_byte_for_byte()
    {
        AgentBench bench = new();
        byte[] packet = Packets.Tcp().Syn().BuildIPv4();

        IngressResult result = bench.Handle(Wrap(Chain(), packet), MuxAddress, out byte[] delivered);

        Assert.Equal(AgentAction.DeliverNew, result.Action);
        Assert.Equal(packet, delivered);
        Assert.Equal(0, bench.Questions);
    }

    [Fact]
    public void Bytes_behind_the_packet_are_not_delivered()
    {
        byte[] packet = Packets.Tcp().Syn().BuildIPv4();

        new AgentBench().Handle([.. Wrap(Chain(), packet), 1, 2, 3], MuxAddress, out byte[] delivered);

        Assert.Equal(packet, delivered);
    }

    [Fact]
    public void An_unknown_segment_goes_to_the_previous_owner_with_the_same_port_and_mark()
    {
        AgentBench bench = new(Fleets.Server(2));
        byte[] packet = Packets.Tcp().Payload(100).BuildIPv4();

        IngressResult result = bench.Handle(
            Wrap(Chain(Fleets.Server(2), Fleets.Server(3)), packet), MuxAddress, out byte[] sent, mark: Ecn.Ce);

        Assert.Equal(IngressOutcome.Forward, result.Outcome);
        Assert.Equal(AgentAction.ForwardToPrevious, result.Action);
        Tunnelled tunnelled = PacketAssert.Encapsulated(sent);
        Assert.Equal(Fleets.Server(1), tunnelled.Source);
        Assert.Equal(Fleets.Server(2), tunnelled.Destination);
        Assert.Equal(50_000, tunnelled.SourcePort);
        Assert.Equal((byte)Ecn.Ce, tunnelled.TypeOfService);
        Assert.Equal(Chain(Fleets.Server(2), Fleets.Server(3)).ForwardedTo(0), tunnelled.Chain);
        Assert.Equal(packet, tunnelled.Packet);
    }

    [Fact]
    public void A_longer_chain_of_an_own_newer_row_finds_room_in_front()
    {
        AgentBench bench = new(Fleets.Server(2), Fleets.Server(3));
        ChainHeader older = Chain() with { Generation = new Generation(4) };

        IngressResult result = bench.Handle(Wrap(older, Packets.Tcp().BuildIPv4()), MuxAddress, out byte[] sent);

        Assert.Equal(AgentAction.ForwardByOwnRow, result.Action);
        Tunnelled tunnelled = PacketAssert.Encapsulated(sent);
        Assert.Equal(Fleets.Server(2), tunnelled.Destination);
        Assert.Equal(new ChainHops([Fleets.Server(3)]), tunnelled.Chain.Hops);
        Assert.Equal(1, tunnelled.Chain.Reroutes);
    }

    /// <summary>P09: RFC 6040, section 4.2.</summary>
    [Theory]
    [InlineData(Ecn.Ect0, Ecn.Ce, Ecn.Ce)]
    [InlineData(Ecn.Ect0, Ecn.Ect1, Ecn.Ect1)]
    [InlineData(Ecn.Ect1, Ecn.Ect0, Ecn.Ect1)]
    [InlineData(Ecn.NotEct, Ecn.Ect0, Ecn.NotEct)]
    [InlineData(Ecn.Ce, Ecn.NotEct, Ecn.Ce)]
    public void A_congestion_mark_of_the_tunnel_reaches_the_delivered_packet(Ecn inner, Ecn outer, Ecn expected)
    {
        byte[] packet = Packets.Tcp().Syn().Marked(inner).BuildIPv4();

        new AgentBench().Handle(Wrap(Chain(), packet), MuxAddress, out byte[] delivered, mark: outer);

        Assert.Equal(Packets.Tcp().Syn().Marked(expected).BuildIPv4(), delivered);
    }

    [Fact]
    public void A_mark_that_the_sender_cannot_react_to_is_a_drop()
    {
        byte[] payload = Wrap(Chain(), Packets.Tcp().Syn().Marked(Ecn.NotEct).BuildIPv4());

        Assert.Equal(DropReason.CongestionMarkForbidden, new AgentBench().Handle(payload, mark: Ecn.Ce).Reason);
    }

    [Fact]
    public void A_probe_is_answered_with_what_the_agent_is()
    {
        AgentBench bench = new();
        byte[] probe = new byte[ProbeMessage.Size];
        new ProbeMessage(ProbeType.Request, 77, new Generation(9), ProbeFlags.None).Write(probe);

        IngressResult result = bench.Handle(probe, MuxAddress, out byte[] answer, ProbeFlags.Admitted);

        Assert.Equal(IngressOutcome.Answer, result.Outcome);
        Assert.True(ProbeMessage.TryRead(answer, out ProbeMessage message, out _));
        Assert.Equal(new ProbeMessage(ProbeType.Reply, 77, new Generation(5), ProbeFlags.Admitted), message);
    }

    [Fact]
    public void R15_an_answer_tells_a_mux_how_it_stands_beside_the_one_that_asked_before()
    {
        AgentBench bench = new();
        byte[] probe = new byte[ProbeMessage.Size];
        new ProbeMessage(ProbeType.Request, 1, new Generation(9), ProbeFlags.ControllerConnected).Write(probe);
        bench.Handle(probe, IPv4Address.Parse("10.0.1.2"), out _);
        new ProbeMessage(ProbeType.Request, 2, new Generation(8), ProbeFlags.None).Write(probe);

        bench.Handle(probe, MuxAddress, out byte[] answer);

        Assert.True(ProbeMessage.TryRead(answer, out ProbeMessage message, out _));
        Assert.Equal(new PeerStanding(1, 1), message.Peers);
    }

    [Fact]
    public void Neither_a_probe_nor_a_packet_from_a_stranger_is_answered()
    {
        AgentBench bench = new();
        byte[] probe = new byte[ProbeMessage.Size];
        new ProbeMessage(ProbeType.Request, 77, new Generation(9), ProbeFlags.None).Write(probe);
        IPv4Address stranger = IPv4Address.Parse("203.0.113.1");

        Assert.Equal(DropReason.SourceNotAllowed, bench.Handle(probe, stranger, out _).Reason);
        Assert.Equal(DropReason.SourceNotAllowed, bench.Handle(Wrap(Chain(), []), stranger, out _).Reason);
    }

    [Fact]
    public void A_reply_to_a_probe_is_not_answered_again()
    {
        byte[] reply = new byte[ProbeMessage.Size];
        new ProbeMessage(ProbeType.Reply, 77, new Generation(9), ProbeFlags.None).Write(reply);

        Assert.Equal(DropReason.ControlMalformed, new AgentBench().Handle(reply).Reason);
    }

    /// <summary>P59.</summary>
    [Fact]
    public void Without_a_lease_an_unknown_segment_is_dropped_in_silence()
    {
        AgentBench bench = new();
        byte[] payload = Wrap(Chain(), Packets.Tcp().BuildIPv4());

        Assert.Equal(DropReason.LeaseLost, bench.Handle(payload, Well & ~ProbeFlags.LeaseValid).Reason);
        Assert.Equal(AgentAction.DeliverUnknown, bench.Handle(payload).Action);
    }

    [Fact]
    public void A_known_flow_asks_the_kernel_once_a_second()
    {
        AgentBench bench = new() { KernelState = TcpSocketState.Established };
        byte[] payload = Wrap(Chain(), Packets.Tcp().BuildIPv4());

        for (int i = 0; i < 10; i++) Assert.Equal(AgentAction.DeliverKnown, bench.Handle(payload).Action);
        Assert.Equal(1, bench.Questions);
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        bench.Handle(payload);
        Assert.Equal(2, bench.Questions);
    }

    /// <summary>P55, P63: whatever a byte of a good datagram becomes, there is one outcome, and no throw.</summary>
    [Property(MaxTest = 2000)]
    public void One_changed_byte_never_breaks_the_handler(ushort position, byte value, bool cut)
    {
        byte[] payload = Wrap(Chain(Fleets.Server(2)), Packets.Tcp().Payload(20).BuildIPv4());
        int at = position % payload.Length;
        payload[at] = value;
        if (cut) payload = payload[..at];

        IngressResult result = _bench.Handle(payload, MuxAddress, out byte[] bytes);

        Assert.Equal(result.Outcome == IngressOutcome.Drop, result.Reason != DropReason.None);
        Assert.Equal(result.Outcome == IngressOutcome.Drop, bytes.Length == 0);
    }

    [Fact]
    public void The_data_path_allocates_nothing()
    {
        AgentBench bench = new(Fleets.Server(2)) { KernelState = TcpSocketState.Established };
        byte[] buffer = [.. new byte[128], .. Wrap(Chain(Fleets.Server(2)), Packets.Tcp().BuildIPv4())];
        Datagram datagram = new(128, buffer.Length - 128, MuxAddress, 50_000, 0);
        // The runtime itself allocates while it compiles and starts types, so one clean round out of ten is the proof.
        Assert.Contains(Enumerable.Range(0, 10), _ => AllocatedBy(() =>
        {
            for (int i = 0; i < 1000; i++) bench.Handler.Handle(buffer, datagram, bench.View, Well, 1);
        }) == 0);
    }

    private static long AllocatedBy(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
