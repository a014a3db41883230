using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Beamer.Core.Wire;

/// <summary>A view of an IPv4 packet whose header is whole, consistent and correctly summed.</summary>
/// <remarks>
/// RFC 791, section 3.1. Bytes behind the total length (Ethernet padding) are not part of the view.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |Version|  IHL  |    DSCP   |ECN|         Total length          |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |        Identification         |0|D|M|     Fragment offset     |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// | Time to live  |   Protocol    |        Header checksum        |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                        Source address                         |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                      Destination address                      |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                   Options (IHL - 5 words)                     |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// </code>
/// </remarks>
public readonly ref struct IPv4Header
{
    /// <summary>Bytes of a header without options.</summary>
    public const int MinimumSize = 20;

    /// <summary>Bytes of a header with all the options that fit.</summary>
    public const int MaximumSize = 60;

    private readonly ReadOnlySpan<byte> _packet;

    private IPv4Header(ReadOnlySpan<byte> packet) => _packet = packet;

    /// <summary>Reads the header and its options; the caller decides about fragments.</summary>
    /// <param name="packet">The packet, with any padding behind it.</param>
    /// <param name="header">The view.</param>
    /// <param name="reason">What is wrong when the result is false.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> packet, out IPv4Header header, out DropReason reason)
    {
        header = default;
        if (packet.Length < MinimumSize)
        {
            reason = DropReason.IPv4Truncated;
            return false;
        }

        ref readonly byte start = ref MemoryMarshal.GetReference(packet);
        int total = NetworkOrder.Read16(in start, 2);
        // Five words in the machine's order, without carries until the fold (RFC 1071, 2).
        ulong sum = (ulong)Native32(in start, 0) + Native32(in start, 4) + Native32(in start, 8)
            + Native32(in start, 12) + Native32(in start, 16);
        bool plain = start == 0x45 && total >= MinimumSize && total <= packet.Length;
        if (!plain || InternetChecksum.Fold(sum) != 0xffff)
        {
            return TryReadUnusual(packet, total, out header, out reason);
        }

        header = new IPv4Header(packet[..total]);
        reason = DropReason.None;
        return true;
    }

    /// <summary>Bytes of the header, 20..60.</summary>
    public int HeaderLength => (Start & 0xf) * 4;

    /// <summary>Bytes of header and payload, as the header says.</summary>
    public int TotalLength => _packet.Length;

    /// <summary>DSCP and ECN in one byte.</summary>
    public byte TypeOfService => Unsafe.Add(ref Unsafe.AsRef(in Start), 1);

    /// <summary>Whether this is one part of a packet, the first or a later one.</summary>
    public bool IsFragment => (NetworkOrder.Read16(in Start, 6) & 0x3fff) != 0;

    /// <summary>Routers that may still forward it, 0..255.</summary>
    public byte TimeToLive => Unsafe.Add(ref Unsafe.AsRef(in Start), 8);

    /// <summary>What the payload is; any number, not only those of the enumeration.</summary>
    public TransportProtocol Protocol => (TransportProtocol)Unsafe.Add(ref Unsafe.AsRef(in Start), 9);

    /// <summary>Who sent it.</summary>
    public IPv4Address Source => new(NetworkOrder.Read32(in Start, 12));

    /// <summary>Whom it is for.</summary>
    public IPv4Address Destination => new(NetworkOrder.Read32(in Start, 16));

    /// <summary>The bytes behind the header, without padding.</summary>
    public ReadOnlySpan<byte> Payload => _packet[HeaderLength..];

    /// <summary>The first byte; 20 bytes from here on are there.</summary>
    private ref readonly byte Start => ref MemoryMarshal.GetReference(_packet);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryReadUnusual(
        ReadOnlySpan<byte> packet, int total, out IPv4Header header, out DropReason reason)
    {
        header = default;
        int size = (packet[0] & 0xf) * 4;
        if (packet[0] >> 4 != 4) reason = DropReason.NotIPv4;
        else if (size < MinimumSize || total < size) reason = DropReason.IPv4HeaderInvalid;
        else if (size > packet.Length) reason = DropReason.IPv4Truncated;
        else if (total > packet.Length) reason = DropReason.IPv4LengthBeyondFrame;
        else if (!InternetChecksum.IsValid(packet[..size])) reason = DropReason.IPv4ChecksumWrong;
        else reason = IPv4Options.Check(packet[MinimumSize..size]);
        if (reason != DropReason.None) return false;
        header = new IPv4Header(packet[..total]);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Native32(ref readonly byte start, int offset) =>
        Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref Unsafe.AsRef(in start), offset));
}
