using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Beamer.Core.Wire;

/// <summary>A view of a whole UDP header.</summary>
/// <remarks>
/// RFC 768. The checksum is not verified: a broken datagram is forwarded as it is and the server drops it.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |          Source port          |       Destination port        |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |            Length             |           Checksum            |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// </code>
/// </remarks>
public readonly ref struct UdpHeader
{
    /// <summary>Bytes of the header.</summary>
    public const int Size = 8;

    /// <summary>Where the checksum is.</summary>
    public const int ChecksumOffset = 6;

    private readonly ReadOnlySpan<byte> _datagram;

    private UdpHeader(ReadOnlySpan<byte> datagram) => _datagram = datagram;

    /// <summary>
    /// Reads the header; its length must lie within the packet (it may be shorter: RFC 9868 options follow).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> datagram, out UdpHeader header, out DropReason reason)
    {
        header = new UdpHeader(datagram);
        bool whole = datagram.Length >= Size && header.Length >= Size && header.Length <= datagram.Length;
        reason = whole ? DropReason.None : DropReason.UdpHeaderInvalid;
        return whole;
    }

    /// <summary>The sender's port.</summary>
    public ushort SourcePort => NetworkOrder.Read16(in Start, 0);

    /// <summary>The receiver's port.</summary>
    public ushort DestinationPort => NetworkOrder.Read16(in Start, 2);

    /// <summary>Bytes of header and payload, 8..65535.</summary>
    public int Length => NetworkOrder.Read16(in Start, 4);

    private ref readonly byte Start => ref MemoryMarshal.GetReference(_datagram);
}
