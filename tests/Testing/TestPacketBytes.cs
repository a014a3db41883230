using System.Buffers.Binary;
using Beamer.Core;

namespace Beamer.Tests.Testing;

/// <summary>Renders a <see cref="TestPacket"/> without any of the code under test.</summary>
internal static class TestPacketBytes
{
    private static readonly byte[] s_destinationMac = [0x02, 0, 0, 0, 0, 0x01];
    private static readonly byte[] s_sourceMac = [0x02, 0, 0, 0, 0, 0x02];

    public static byte[] Frame(TestPacket packet)
    {
        var frame = new List<byte>([.. s_destinationMac, .. s_sourceMac]);
        foreach (ushort tpid in packet.VlanTags) frame.AddRange([(byte)(tpid >> 8), (byte)tpid, 0x00, 0x64]);
        frame.AddRange([0x08, 0x00, .. IPv4(packet)]);
        frame.AddRange(Enumerable.Repeat((byte)0xEE, packet.Padding));
        return [.. frame];
    }

    public static byte[] IPv4(TestPacket packet)
    {
        byte[] transport = Transport(packet);
        int headerLength = 20 + ((packet.Options.Length + 3) / 4 * 4);
        byte[] bytes = new byte[headerLength + transport.Length];
        int fragment = (packet.MoreFragments ? 0x2000 : 0) | (packet.FragmentOffset / 8);
        bytes[0] = (byte)(0x40 | (headerLength / 4));
        bytes[1] = packet.TypeOfService;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)(bytes.Length + packet.LengthLie));
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(4), packet.Identification);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(6), (ushort)fragment);
        bytes[8] = packet.Ttl;
        bytes[9] = (byte)packet.Protocol;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(12), packet.Source.Value);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(16), packet.Destination.Value);
        packet.Options.CopyTo(bytes, 20);
        ushort checksum = NaiveChecksum.Of(bytes.AsSpan(0, headerLength));
        if (packet.WrongHeaderChecksum) checksum ^= 0x0101;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(10), checksum);
        transport.CopyTo(bytes, headerLength);
        return bytes;
    }

    private static byte[] Transport(TestPacket packet) => packet.Protocol switch
    {
        TransportProtocol.Tcp => Tcp(packet),
        TransportProtocol.Udp => Udp(packet),
        TransportProtocol.Icmp => Icmp(packet),
        _ => [.. packet.Body],
    };

    private static byte[] Tcp(TestPacket packet)
    {
        byte[] bytes = new byte[20 + packet.Body.Length];
        WritePorts(packet, bytes);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), packet.Sequence);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8), packet.Acknowledgment);
        bytes[12] = (byte)((packet.DataOffset == 0 ? 5 : packet.DataOffset) << 4);
        bytes[13] = (byte)packet.Flags;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(14), 0xfaf0);
        packet.Body.CopyTo(bytes, 20);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(16), TransportChecksum(packet, bytes));
        return bytes;
    }

    private static byte[] Udp(TestPacket packet)
    {
        byte[] bytes = new byte[8 + packet.Body.Length];
        WritePorts(packet, bytes);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(4), (ushort)bytes.Length);
        packet.Body.CopyTo(bytes, 8);
        ushort checksum = TransportChecksum(packet, bytes);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(6), checksum == 0 ? (ushort)0xffff : checksum);
        return bytes;
    }

    private static byte[] Icmp(TestPacket packet)
    {
        byte[] bytes = new byte[8 + packet.Body.Length];
        bytes[0] = packet.IcmpType;
        bytes[1] = packet.IcmpCode;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(6), packet.IcmpMtu);
        packet.Body.CopyTo(bytes, 8);
        ushort checksum = NaiveChecksum.Of(bytes);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)(checksum ^ packet.ChecksumError));
        return bytes;
    }

    private static void WritePorts(TestPacket packet, byte[] bytes)
    {
        BinaryPrimitives.WriteUInt16BigEndian(bytes, packet.SourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), packet.DestinationPort);
    }

    private static ushort TransportChecksum(TestPacket packet, byte[] segment)
    {
        byte[] pseudo = new byte[12 + segment.Length];
        BinaryPrimitives.WriteUInt32BigEndian(pseudo, packet.Source.Value);
        BinaryPrimitives.WriteUInt32BigEndian(pseudo.AsSpan(4), packet.Destination.Value);
        pseudo[9] = (byte)packet.Protocol;
        BinaryPrimitives.WriteUInt16BigEndian(pseudo.AsSpan(10), (ushort)segment.Length);
        segment.CopyTo(pseudo, 12);
        return (ushort)(NaiveChecksum.Of(pseudo) ^ packet.ChecksumError);
    }
}
