using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Beamer.Core.Wire;

/// <summary>Nearly every frame: no VLAN tag, no IP option, no fragment, a whole TCP header, a right checksum.</summary>
/// <remarks>
/// It is inlined into the data path, so that only what is used of the summary is ever computed. What it accepts,
/// <see cref="FlowReader"/> accepts with the same summary (a property says so); what it leaves, nobody has judged yet.
/// </remarks>
internal static class PlainTcpFrame
{
    private const int IPv4Start = EthernetFrame.HeaderSize;
    private const int TcpStart = IPv4Start + IPv4Header.MinimumSize;
    private const int HeadersSize = TcpStart + TcpHeader.MinimumSize;
    private const int HeadersInPacket = HeadersSize - IPv4Start;

    // EtherType, then version and header length of the IPv4 header.
    private const uint IPv4WithoutOptions = ((uint)EthernetFrame.IPv4 << 16) | 0x4500;

    // "More fragments" and the fragment offset, and the protocol; not the time to live between them.
    private const uint WholeMask = 0x3fff00ff;

    /// <summary>Reads the frame if it is one of these.</summary>
    /// <returns>False: read it with <see cref="FlowReader"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> frame, out PacketSummary packet)
    {
        Unsafe.SkipInit(out packet);
        if (frame.Length < HeadersSize) return false;
        ref byte start = ref MemoryMarshal.GetReference(frame);
        if ((NetworkOrder.Read32(in start, IPv4Start - 2) & 0xffffff00) != IPv4WithoutOptions) return false;
        int total = NetworkOrder.Read16(in start, IPv4Start + 2);
        int dataOffset = Unsafe.Add(ref start, TcpStart + 12) >> 4;
        if (total < HeadersInPacket || total > frame.Length - IPv4Start) return false;
        if (dataOffset < 5 || dataOffset * 4 > total - IPv4Header.MinimumSize) return false;
        if ((NetworkOrder.Read32(in start, IPv4Start + 6) & WholeMask) != (uint)TransportProtocol.Tcp) return false;
        ulong sum = (ulong)Native32(ref start, 0) + Native32(ref start, 4) + Native32(ref start, 8)
            + Native32(ref start, 12) + Native32(ref start, 16);
        if (InternetChecksum.Fold(sum) != 0xffff) return false;
        uint source = NetworkOrder.Read32(in start, IPv4Start + 12);
        uint destination = NetworkOrder.Read32(in start, IPv4Start + 16);
        uint ports = NetworkOrder.Read32(in start, TcpStart);
        if ((source >> 24) - 1 >= 223 || source >> 24 == 127 || source == destination || ports >> 16 == 0) return false;
        packet = new PacketSummary
        {
            Flow = new Flow(
                new IPv4Address(source),
                new IPv4Address(destination),
                (ushort)(ports >> 16),
                (ushort)ports,
                TransportProtocol.Tcp),
            Sequence = NetworkOrder.Read32(in start, TcpStart + 4),
            Acknowledgment = NetworkOrder.Read32(in start, TcpStart + 8),
            Offset = IPv4Start,
            TotalLength = total,
            HeaderLength = IPv4Header.MinimumSize,
            TypeOfService = Unsafe.Add(ref start, IPv4Start + 1),
            TimeToLive = Unsafe.Add(ref start, IPv4Start + 8),
            Flags = (TcpFlags)Unsafe.Add(ref start, TcpStart + 13),
        };
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Native32(ref byte start, int offset) =>
        Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, IPv4Start + offset));
}
