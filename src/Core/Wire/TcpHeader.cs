using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Beamer.Core.Wire;

/// <summary>A view of a whole TCP header.</summary>
/// <remarks>
/// RFC 9293, section 3.1. The checksum is not verified: a broken segment is forwarded as it is and the server drops it.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |          Source port          |       Destination port        |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                        Sequence number                        |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                     Acknowledgment number                     |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |  Data |       |C|E|U|A|P|R|S|F|                               |
/// | offset| Rsrvd |W|C|R|C|S|S|Y|I|            Window             |
/// |       |       |R|E|G|K|H|T|N|N|                               |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |           Checksum            |        Urgent pointer         |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// </code>
/// </remarks>
public readonly ref struct TcpHeader
{
    /// <summary>Bytes of a header without options.</summary>
    public const int MinimumSize = 20;

    /// <summary>Where the checksum is.</summary>
    public const int ChecksumOffset = 16;

    private readonly ReadOnlySpan<byte> _segment;

    private TcpHeader(ReadOnlySpan<byte> segment) => _segment = segment;

    /// <summary>Reads the header; the data offset must lie within the segment.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> segment, out TcpHeader header, out DropReason reason)
    {
        header = new TcpHeader(segment);
        if (segment.Length < MinimumSize
            || header.HeaderLength < MinimumSize || header.HeaderLength > segment.Length)
        {
            reason = DropReason.TcpHeaderInvalid;
            return false;
        }

        reason = DropReason.None;
        return true;
    }

    /// <summary>The sender's port.</summary>
    public ushort SourcePort => NetworkOrder.Read16(in Start, 0);

    /// <summary>The receiver's port.</summary>
    public ushort DestinationPort => NetworkOrder.Read16(in Start, 2);

    /// <summary>Number of the first byte of data.</summary>
    public uint Sequence => NetworkOrder.Read32(in Start, 4);

    /// <summary>Number of the byte that the sender expects next; meaningful with <see cref="TcpFlags.Ack"/>.</summary>
    public uint Acknowledgment => NetworkOrder.Read32(in Start, 8);

    /// <summary>Bytes of header and options, 20..60.</summary>
    public int HeaderLength => (Unsafe.Add(ref Unsafe.AsRef(in Start), 12) >> 4) * 4;

    /// <summary>The control bits.</summary>
    public TcpFlags Flags => (TcpFlags)Unsafe.Add(ref Unsafe.AsRef(in Start), 13);

    private ref readonly byte Start => ref MemoryMarshal.GetReference(_segment);
}
