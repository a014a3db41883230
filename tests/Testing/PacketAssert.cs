using Beamer.Core;
using Beamer.Core.Wire;
using PacketDotNet;
using PacketDotNet.Utils;

namespace Beamer.Tests.Testing;

/// <summary>
/// Checks of packets, with PacketDotNet as an independent reader of everything outside the GUE header.
/// </summary>
public static class PacketAssert
{
    /// <summary>
    /// The bytes are a whole tunnel packet: correct outer headers, then GUE, chain header and a packet.
    /// </summary>
    /// <returns>The parts, for further checks.</returns>
    public static Tunnelled Encapsulated(ReadOnlySpan<byte> bytes)
    {
        byte[] copy = bytes.ToArray();
        var outer = new IPv4Packet(new ByteArraySegment(copy));
        Require(outer.ValidIPChecksum, "the outer IPv4 checksum is wrong");
        Require(outer.TotalLength == copy.Length, $"outer total length {outer.TotalLength} of {copy.Length} bytes");
        Require(outer.HeaderLength == 5, "the outer header has options");
        Require(outer.FragmentFlags == 2 && outer.FragmentOffset == 0, "the outer header is not DF = 1, whole");
        Require(outer.Id == 0 && outer.TimeToLive == 64, "the outer header has another identification or TTL");
        Require(outer.PayloadPacket is UdpPacket, "the outer protocol is not UDP");
        var udp = (UdpPacket)outer.PayloadPacket;
        Require(udp.DestinationPort == 6080 && udp.SourcePort >= 49152, $"{udp.SourcePort} -> {udp.DestinationPort}");
        Require(udp.Checksum == 0 && udp.Length == copy.Length - 20, "the outer UDP checksum or length is wrong");
        byte[] datagram = copy[28..];
        bool read = Decapsulation.TryRead(datagram, out ChainHeader chain, out int offset, out DropReason reason);
        Require(read, $"the datagram is refused: {reason}");
        return new Tunnelled(
            IPv4Address.Read(copy.AsSpan(12)), IPv4Address.Read(copy.AsSpan(16)), udp.SourcePort, copy[1], chain,
            datagram[offset..]);
    }

    /// <summary>The bytes are a tunnel packet to <paramref name="to"/> with these previous owners.</summary>
    public static Tunnelled Encapsulated(ReadOnlySpan<byte> bytes, IPv4Address to, params IPv4Address[] previous)
    {
        Tunnelled tunnelled = Encapsulated(bytes);
        Require(tunnelled.Destination == to, $"sent to {tunnelled.Destination} instead of {to}");
        Require(tunnelled.Chain.Hops == new ChainHops(previous), $"hops {tunnelled.Chain.Hops}");
        return tunnelled;
    }

    /// <summary>Both IPv4 packets are equal but for TTL and header checksum, and both checksums are right.</summary>
    public static void SameButForTimeToLive(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        Require(expected.Length == actual.Length, $"{actual.Length} bytes instead of {expected.Length}");
        for (int i = 0; i < expected.Length; i++)
        {
            if (i is 8 or 10 or 11) continue;
            Require(expected[i] == actual[i], $"byte {i} is {actual[i]:x2} instead of {expected[i]:x2}");
        }

        int headerLength = (actual[0] & 0xf) * 4;
        Require(NaiveChecksum.Of(actual[..headerLength]) == 0, "the inner IPv4 checksum is wrong");
    }

    private static void Require(bool condition, string sentence)
    {
        if (!condition) throw new PacketMismatchException(sentence);
    }
}
