using Beamer.Core;
using Beamer.Core.Hashing;
using Beamer.Core.Wire;
using Beamer.Tests.Testing;
using FsCheck.Xunit;
using PacketDotNet;
using PacketDotNet.Utils;

namespace Beamer.Tests.Unit.Core.Wire;

[Properties(Arbitrary = [typeof(Generators)])]
public sealed class EncapsulationProperties
{
    private static readonly SipKey s_key = new(3, 4);

    [Property(MaxTest = 2_000)]
    public bool P01_unwrapping_gives_back_the_packet_and_the_header(
        TestPacket packet, ChainHeader chain, IPv4Address mux, IPv4Address server)
    {
        // P10 and P13 too: PacketAssert reads the outer headers with PacketDotNet.
        byte[] received = packet.BuildIPv4();
        byte[] sent = Wrap(packet, chain, mux, server);
        Tunnelled tunnelled = PacketAssert.Encapsulated(sent);
        PacketAssert.SameButForTimeToLive(received, tunnelled.Packet);
        return tunnelled.Chain == chain
            && (tunnelled.Source, tunnelled.Destination) == (mux, server)
            && tunnelled.Packet[8] == packet.Ttl - 1
            && (tunnelled.TypeOfService & 3) == (packet.TypeOfService & 3)
            && sent.Length == received.Length + Encapsulation.Size(chain.Version, chain.Hops.Count);
    }

    [Property(MaxTest = 500)]
    public bool P12_a_wrong_transport_checksum_is_forwarded_as_it_is(TestPacket packet, ChainHeader chain)
    {
        packet = packet with { ChecksumError = 0x00ff };
        byte[] inner = PacketAssert.Encapsulated(Wrap(packet, chain, packet.Source, packet.Source)).Packet;
        int header = (inner[0] & 0xf) * 4;
        return inner.AsSpan(header).SequenceEqual(packet.BuildIPv4().AsSpan(header));
    }

    [Property(MaxTest = 500)]
    public bool P10_a_second_reader_finds_the_client_s_packet_in_the_tunnel(TestPacket packet, ChainHeader chain)
    {
        packet = packet with { ChecksumError = 0, Options = [] };
        byte[] sent = Wrap(packet, chain, packet.Source, packet.Source);
        int inner = Encapsulation.Size(chain.Version, chain.Hops.Count);
        var read = new IPv4Packet(new ByteArraySegment(sent[inner..]));
        bool addresses = read.SourceAddress.ToString() == packet.Source.ToString()
            && read.DestinationAddress.ToString() == packet.Destination.ToString();
        return addresses && read.ValidIPChecksum && read.TimeToLive == packet.Ttl - 1 && read.PayloadPacket switch
        {
            TcpPacket tcp => tcp.ValidTcpChecksum && tcp.SourcePort == packet.SourcePort,
            UdpPacket udp => udp.ValidUdpChecksum && udp.SourcePort == packet.SourcePort,
            IcmpV4Packet => packet.Protocol == TransportProtocol.Icmp,
            _ => false,
        };
    }

    [Property(MaxTest = 500)]
    public bool P21_the_port_of_the_tunnel_depends_on_the_flow_alone(
        Flow flow, TestPacket packet, ChainHeader one, ChainHeader other)
    {
        ushort port = FlowHash.Of(s_key, flow).SourcePort;
        TestPacket error = Packets.IcmpError(flow);
        return PacketAssert.Encapsulated(Wrap(packet.Of(flow), one, flow.Source, flow.Source)).SourcePort == port
            && PacketAssert.Encapsulated(Wrap(packet.Of(flow), other, flow.Destination, flow.Source)).SourcePort == port
            && PacketAssert.Encapsulated(Wrap(error, one, flow.Source, flow.Source)).SourcePort == port;
    }

    [Property(MaxTest = 2_000)]
    public bool P14_the_mended_checksum_is_the_one_that_a_recomputation_gives(TestPacket packet, ushort identification)
    {
        packet = packet with { Identification = identification };
        byte[] changed = packet.BuildIPv4();
        byte[] marked = packet.BuildIPv4();
        IPv4Rewrite.TryDecrementTimeToLive(changed, out _);
        IPv4Rewrite.SetCongestion(marked, Ecn.Ce);
        return changed.AsSpan().SequenceEqual(packet.TimeToLive(packet.Ttl - 1).BuildIPv4())
            && marked.AsSpan().SequenceEqual(packet.Marked(Ecn.Ce).BuildIPv4());
    }

    private static byte[] Wrap(TestPacket packet, ChainHeader chain, IPv4Address mux, IPv4Address server)
    {
        byte[] frame = packet.Build();
        FlowReader.TryReadFrame(frame, out PacketSummary summary, out _);
        int size = Encapsulation.Size(chain.Version, chain.Hops.Count);
        byte[] buffer = [.. Enumerable.Repeat((byte)0xAA, size), .. frame.AsSpan(summary.Offset, summary.TotalLength)];
        IPv4Rewrite.TryDecrementTimeToLive(buffer.AsSpan(size), out _);
        var outer = new OuterHeader(
            mux, server, FlowHash.Of(s_key, summary.Flow).SourcePort,
            OuterHeader.TypeOfServiceFor(12, summary.TypeOfService));
        Encapsulation.Write(buffer.AsSpan(0, size), outer, chain, summary.TotalLength);
        return buffer;
    }
}
