using System.Buffers.Binary;
using System.Net.NetworkInformation;
using Beamer.Core;
using Beamer.Link;

namespace Beamer.Tests.Unit.Link;

/// <summary>Makes the few packets these tests need, byte by byte, and waits for them on a ring.</summary>
internal static class Wire
{
    internal const int EthernetBytes = 14;
    internal const int IPv4Bytes = 20;
    internal const int UdpBytes = 8;

    internal static void WriteEthernet(Span<byte> destination, PhysicalAddress to, PhysicalAddress from)
    {
        to.GetAddressBytes().CopyTo(destination);
        from.GetAddressBytes().CopyTo(destination[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(destination[12..], 0x0800);
    }

    /// <summary>An IPv4 and a UDP header without checksums in front of a payload that is there already.</summary>
    internal static void WriteUdp(Span<byte> packet, IPv4Address from, ushort fromPort, IPv4Address to, ushort toPort)
    {
        packet[..(IPv4Bytes + UdpBytes)].Clear();
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)packet.Length);
        packet[6] = 0x40;
        packet[8] = 64;
        packet[9] = 17;
        from.Write(packet[12..]);
        to.Write(packet[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(packet[10..], HeaderChecksum(packet[..IPv4Bytes]));
        Span<byte> udp = packet[IPv4Bytes..];
        BinaryPrimitives.WriteUInt16BigEndian(udp, fromPort);
        BinaryPrimitives.WriteUInt16BigEndian(udp[2..], toPort);
        BinaryPrimitives.WriteUInt16BigEndian(udp[4..], (ushort)udp.Length);
    }

    /// <summary>Waits for frames of one protocol and hands each to the visitor until it says "enough".</summary>
    internal static void ReadUntil(PacketRing ring, FrameVisitor visitor)
    {
        using var poll = new PollSet(ring);
        for (int attempt = 0; attempt < 50; attempt++)
        {
            if (!ring.TryReceive(out PacketBlock block))
            {
                poll.Wait(timeoutMilliseconds: 100);
                continue;
            }

            bool enough = false;
            foreach (PacketFrame frame in block) enough |= visitor(frame);
            block.Release();
            if (enough) return;
        }

        throw new InvalidOperationException("The expected frame did not arrive within 5 s.");
    }

    internal delegate bool FrameVisitor(PacketFrame frame);

    private static ushort HeaderChecksum(ReadOnlySpan<byte> header)
    {
        uint sum = 0;
        for (int i = 0; i < header.Length; i += 2) sum += BinaryPrimitives.ReadUInt16BigEndian(header[i..]);
        while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~sum;
    }
}
