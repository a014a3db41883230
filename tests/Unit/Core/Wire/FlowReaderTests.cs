using Beamer.Core;
using Beamer.Core.Wire;
using Beamer.Tests.Testing;
using Xunit;

namespace Beamer.Tests.Unit.Core.Wire;

public sealed class FlowReaderTests
{
    private static readonly Flow s_flow = Packets.Tcp().Flow;

    [Fact]
    public void A_tcp_segment_gives_its_flow_and_numbers()
    {
        TestPacket sent = Packets.Tcp().From("198.51.100.7", 40001).To("192.0.2.10", 443).Seq(77).Ack(88).Payload(10);
        PacketSummary packet = Read(sent.Padded(9).Build());
        Assert.Equal("198.51.100.7:40001 192.0.2.10:443/tcp", packet.Flow.ToString());
        Assert.Equal((77u, 88u, TcpFlags.Ack), (packet.Sequence, packet.Acknowledgment, packet.Flags));
        Assert.Equal((14, 20, 50, 57), (packet.Offset, packet.HeaderLength, packet.TotalLength, packet.TimeToLive));
        Assert.False(packet.IsIcmpError);
    }

    [Fact]
    public void A_udp_datagram_gives_its_flow()
    {
        PacketSummary packet = Read(Packets.Udp().To("192.0.2.10", 53).Build());
        Assert.Equal(Packets.Udp().Flow, packet.Flow);
        Assert.False(packet.IsPureSyn);
    }

    [Fact]
    public void P24_only_syn_alone_or_with_ecn_bits_opens_a_connection()
    {
        for (int flags = 0; flags < 256; flags++)
        {
            PacketSummary packet = Read(Packets.Tcp().With((TcpFlags)flags).Build());
            Assert.Equal(flags is 0x02 or 0x42 or 0x82 or 0xc2, packet.IsPureSyn);
        }
    }

    [Fact]
    public void P24_a_data_offset_outside_of_the_segment_is_refused()
    {
        for (int words = 1; words < 16; words++)
        {
            bool right = words is >= 5 and <= 8;
            byte[] frame = (Packets.Tcp().Payload(12) with { DataOffset = words }).Build();
            Assert.Equal(right, FlowReader.TryReadFrame(frame, out _, out DropReason reason));
            Assert.Equal(right ? DropReason.None : DropReason.TcpHeaderInvalid, reason);
        }
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(3, 4)]
    [InlineData(11, 0)]
    [InlineData(12, 0)]
    public void P17_an_icmp_error_belongs_to_the_flow_that_it_quotes(byte type, byte code)
    {
        PacketSummary packet = Read(Packets.IcmpError(s_flow, type, code).Build());
        Assert.Equal(s_flow, packet.Flow);
        Assert.True(packet.IsIcmpError);
        Assert.False(packet.IsPureSyn);
    }

    [Fact]
    public void A_syn_is_never_read_from_a_quote()
    {
        TestPacket quoted = Packets.Of(s_flow.Reversed()).With(TcpFlags.Syn);
        Assert.False(Read(Packets.IcmpError(quoted, quotedBytes: 20).Build()).IsPureSyn);
    }

    [Fact]
    public void Each_wrong_packet_has_its_own_reason()
    {
        TestPacket tcp = Packets.Tcp();
        Refused(DropReason.FrameTruncated, []);
        Refused(DropReason.FrameTruncated, tcp.Tagged(0x8100).Build()[..17]);
        Refused(DropReason.TooManyVlanTags, tcp.Tagged(0x88a8, 0x8100, 0x8100).Build());
        Refused(DropReason.NotIPv4, WithByte(tcp.Build(), 12, 0x86));
        Refused(DropReason.NotIPv4, WithByte(tcp.Build(), 14, 0x65));
        Refused(DropReason.IPv4Truncated, tcp.Build()[..33]);
        Refused(DropReason.IPv4HeaderInvalid, WithByte(tcp.Build(), 14, 0x44));
        Refused(DropReason.IPv4HeaderInvalid, tcp.WithLengthLie(-21).Build());
        Refused(DropReason.IPv4LengthBeyondFrame, tcp.WithLengthLie(1).Build());
        Refused(DropReason.IPv4ChecksumWrong, tcp.WithWrongHeaderChecksum().Build());
        Refused(DropReason.IPv4OptionsMalformed, tcp.WithOptions(7, 9, 4, 0).Build());
        Refused(DropReason.IPv4OptionsMalformed, tcp.WithOptions(7, 1, 4, 0).Build());
        Refused(DropReason.IPv4OptionsMalformed, tcp.WithOptions(1, 1, 1, 7).Build());
        Refused(DropReason.IPv4SourceRoute, tcp.WithOptions(131, 7, 4, 10, 0, 0, 1).Build());
        Refused(DropReason.IPv4SourceRoute, tcp.WithOptions(1, 137, 7, 4, 10, 0, 0, 1).Build());
        Refused(DropReason.Fragment, tcp.Fragment(0, more: true).Build());
        Refused(DropReason.Fragment, tcp.Fragment(1480, more: false).Build());
        Refused(DropReason.TcpHeaderInvalid, tcp.WithLengthLie(-1).Build());
        Refused(DropReason.UdpHeaderInvalid, Packets.Udp().WithLengthLie(-1).Build());
        Refused(DropReason.ProtocolNotServed, (tcp with { Protocol = (TransportProtocol)47 }).Build());
    }

    [Fact]
    public void P11_sources_that_no_client_can_have_are_martians()
    {
        string[] martians = ["0.0.0.0", "0.255.255.255", "127.0.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"];
        Assert.All(martians, source => Refused(DropReason.Martian, Packets.Tcp().From(source, 4000).Build()));
        Refused(DropReason.Martian, Packets.Tcp().From("192.0.2.10", 4000).To("192.0.2.10", 80).Build());
        Refused(DropReason.Martian, Packets.Tcp().From("198.51.100.7", 0).Build());
        string[] clients = ["1.0.0.0", "126.255.255.255", "128.0.0.0", "223.255.255.255"];
        Assert.All(clients, source => Read(Packets.Tcp().From(source, 4000).Build()));
    }

    [Fact]
    public void P05_every_fragment_is_dropped()
    {
        for (int offset = 0; offset < 65528; offset += 8)
        {
            Refused(DropReason.Fragment, Packets.Udp().Fragment(offset, more: true).Build());
            if (offset > 0) Refused(DropReason.Fragment, Packets.Udp().Fragment(offset, more: false).Build());
        }
    }

    [Fact]
    public void A_refused_packet_still_tells_for_whom_it_was()
    {
        FlowReader.TryReadFrame(Packets.Tcp().Fragment(0, more: true).Build(), out PacketSummary packet, out _);
        Assert.Equal(s_flow.Destination, packet.Flow.Destination);
        FlowReader.TryReadFrame(Packets.Echo().Build(), out packet, out _);
        Assert.Equal(s_flow.Destination, packet.Flow.Destination);
        FlowReader.TryReadFrame([1, 2, 3], out packet, out _);
        Assert.True(packet.Flow.Destination.IsNone);
    }

    [Fact]
    public void Every_protocol_but_tcp_udp_and_icmp_is_not_served()
    {
        for (int protocol = 0; protocol < 256; protocol++)
        {
            if (protocol is 1 or 6 or 17) continue;
            TestPacket packet = Packets.Tcp().Payload(20) with { Protocol = (TransportProtocol)protocol };
            Refused(DropReason.ProtocolNotServed, packet.Build());
        }
    }

    private static PacketSummary Read(byte[] frame)
    {
        Assert.True(FlowReader.TryReadFrame(frame, out PacketSummary packet, out DropReason reason), reason.ToString());
        Assert.Equal(DropReason.None, reason);
        return packet;
    }

    private static void Refused(DropReason expected, byte[] frame)
    {
        Assert.False(FlowReader.TryReadFrame(frame, out _, out DropReason reason));
        Assert.Equal(expected, reason);
    }

    private static byte[] WithByte(byte[] frame, int index, byte value)
    {
        frame[index] = value;
        return frame;
    }
}
