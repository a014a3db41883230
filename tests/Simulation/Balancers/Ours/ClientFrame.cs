using System.Buffers.Binary;
using Beamer.Core;
using Beamer.Core.Wire;
using Beamer.Tests.Simulation.Clients;
using Beamer.Tests.Simulation.Network;

namespace Beamer.Tests.Simulation.Balancers.Ours;

/// <summary>A client's segment as a frame: Ethernet, IPv4 and TCP, without data.</summary>
internal static class ClientFrame
{
    /// <summary>The frame begins here in a packet's bytes; what a MUX puts in front of the IP packet fits.</summary>
    internal const int Start = 64;

    internal const int Length = EthernetFrame.HeaderSize + IPv4Header.MinimumSize + TcpHeader.MinimumSize;

    /// <summary>Where the client's IP packet stands, from its sending to its delivery.</summary>
    internal const int PacketStart = Start + EthernetFrame.HeaderSize;

    private static readonly byte[] s_template = MakeTemplate();

    internal static void Write(Span<byte> bytes, in Packet packet, in Flow flow)
    {
        Span<byte> frame = bytes.Slice(Start, Length);
        s_template.CopyTo(frame);
        Span<byte> ip = frame[EthernetFrame.HeaderSize..];
        uint source = flow.Source.Value;
        BinaryPrimitives.WriteUInt32BigEndian(ip[12..], source);
        // The template's checksum is that of source 0: two more words, each may carry.
        uint sum = (ushort)~BinaryPrimitives.ReadUInt16BigEndian(ip[10..]) + (source >> 16) + (source & 0xffff);
        sum = (sum & 0xffff) + (sum >> 16);
        sum = (sum & 0xffff) + (sum >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(ip[10..], (ushort)~sum);
        Span<byte> tcp = ip[IPv4Header.MinimumSize..];
        BinaryPrimitives.WriteUInt16BigEndian(tcp, flow.SourcePort);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], (uint)packet.Segment);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[8..], packet.Acknowledgment);
        tcp[13] = (byte)packet.Flags;
    }

    private static byte[] MakeTemplate()
    {
        byte[] frame = new byte[Length];
        frame[12] = EthernetFrame.IPv4 >> 8;
        Span<byte> ip = frame.AsSpan(EthernetFrame.HeaderSize);
        ip[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], IPv4Header.MinimumSize + TcpHeader.MinimumSize);
        ip[8] = 64;
        ip[9] = (byte)TransportProtocol.Tcp;
        BinaryPrimitives.WriteUInt32BigEndian(ip[16..], FlowTable.Service.Vip.Value);
        uint sum = 0;
        for (int at = 0; at < IPv4Header.MinimumSize; at += 2) sum += BinaryPrimitives.ReadUInt16BigEndian(ip[at..]);
        sum = (sum & 0xffff) + (sum >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(ip[10..], (ushort)~sum);
        Span<byte> tcp = ip[IPv4Header.MinimumSize..];
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], FlowTable.Service.Port);
        tcp[12] = 0x50;
        return frame;
    }
}
