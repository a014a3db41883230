using System.Runtime.CompilerServices;

namespace Beamer.Core.Wire;

/// <summary>The one place that turns bytes from a client into a flow.</summary>
/// <remarks>
/// Total: any bytes give either a summary or one reason, nothing is read beyond the span, and nothing throws. The
/// common case (no VLAN tag, no IP options, TCP) runs straight down.
/// </remarks>
public static class FlowReader
{
    /// <summary>Reads an Ethernet frame.</summary>
    /// <param name="frame">From the destination MAC on.</param>
    /// <param name="packet">What is in it; see the remarks of <see cref="PacketSummary"/> for a refused packet.</param>
    /// <param name="reason">Why it is refused, or <see cref="DropReason.None"/>.</param>
    public static bool TryReadFrame(ReadOnlySpan<byte> frame, out PacketSummary packet, out DropReason reason)
    {
        if (frame.Length > EthernetFrame.HeaderSize && frame[12] == EthernetFrame.IPv4 >> 8 && frame[13] == 0)
        {
            return TryReadAt(frame, EthernetFrame.HeaderSize, out packet, out reason);
        }

        packet = default;
        if (!EthernetFrame.TryRead(frame, out EthernetFrame ethernet, out reason)) return false;
        if (ethernet.EtherType == EthernetFrame.IPv4)
        {
            return TryReadAt(frame, ethernet.PayloadOffset, out packet, out reason);
        }

        reason = DropReason.NotIPv4;
        return false;
    }

    /// <summary>Reads an IPv4 packet without a frame around it.</summary>
    /// <param name="bytes">From the IPv4 header on; bytes behind its total length are ignored.</param>
    /// <param name="packet">What is in it; see the remarks of <see cref="PacketSummary"/> for a refused packet.</param>
    /// <param name="reason">Why it is refused, or <see cref="DropReason.None"/>.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out PacketSummary packet, out DropReason reason) =>
        TryReadAt(bytes, 0, out packet, out reason);

    private static bool TryReadAt(ReadOnlySpan<byte> frame, int offset, out PacketSummary packet, out DropReason reason)
    {
        ReadOnlySpan<byte> bytes = frame[offset..];
        if (!IPv4Header.TryRead(bytes, out IPv4Header header, out reason)) return Refuse(bytes, offset, out packet);
        if (IsMartian(header.Source, header.Destination))
        {
            reason = DropReason.Martian;
            return Refuse(bytes, offset, out packet);
        }

        if (header.IsFragment)
        {
            reason = DropReason.Fragment;
            return Refuse(bytes, offset, out packet);
        }

        if (header.Protocol != TransportProtocol.Tcp) return TryReadOther(header, offset, out packet, out reason);
        if (!TcpHeader.TryRead(header.Payload, out TcpHeader tcp, out reason)) return Refuse(bytes, offset, out packet);
        // One initialiser: copies by "with" would cost as much as all the reading.
        packet = new PacketSummary
        {
            Flow = new Flow(
                header.Source, header.Destination, tcp.SourcePort, tcp.DestinationPort, TransportProtocol.Tcp),
            Sequence = tcp.Sequence,
            Acknowledgment = tcp.Acknowledgment,
            Offset = offset,
            TotalLength = header.TotalLength,
            HeaderLength = (byte)header.HeaderLength,
            TypeOfService = header.TypeOfService,
            TimeToLive = header.TimeToLive,
            Flags = tcp.Flags,
        };
        return tcp.SourcePort != 0 || RefuseZeroPort(out reason);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryReadOther(
        IPv4Header header, int offset, out PacketSummary packet, out DropReason reason)
    {
        Flow flow = default;
        reason = DropReason.ProtocolNotServed;
        if (header.Protocol == TransportProtocol.Udp
            && UdpHeader.TryRead(header.Payload, out UdpHeader udp, out reason))
        {
            flow = new Flow(
                header.Source, header.Destination, udp.SourcePort, udp.DestinationPort, TransportProtocol.Udp);
        }
        else if (header.Protocol == TransportProtocol.Icmp
            && IcmpError.TryRead(header.Payload, header.Destination, out IcmpError error, out reason))
        {
            flow = error.Flow;
        }

        if (reason != DropReason.None) flow = new Flow(default, header.Destination, 0, 0, TransportProtocol.None);
        packet = Summarise(header, offset, flow) with { IsIcmpError = header.Protocol == TransportProtocol.Icmp };
        return reason == DropReason.None && (flow.SourcePort != 0 || RefuseZeroPort(out reason));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PacketSummary Summarise(IPv4Header header, int offset, Flow flow) => new()
    {
        Flow = flow,
        Offset = offset,
        TotalLength = header.TotalLength,
        HeaderLength = (byte)header.HeaderLength,
        TypeOfService = header.TypeOfService,
        TimeToLive = header.TimeToLive,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsMartian(IPv4Address source, IPv4Address destination) =>
        source.Value >> 24 is 0 or 127 or >= 224 || source == destination;

    private static bool RefuseZeroPort(out DropReason reason)
    {
        reason = DropReason.Martian;
        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Refuse(ReadOnlySpan<byte> bytes, int offset, out PacketSummary packet)
    {
        bool readable = bytes.Length >= IPv4Header.MinimumSize && bytes[0] >> 4 == 4;
        IPv4Address destination = readable ? IPv4Address.Read(bytes[16..]) : IPv4Address.None;
        packet = new PacketSummary { Offset = offset, Flow = default(Flow) with { Destination = destination } };
        return false;
    }
}
