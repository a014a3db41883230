using System.Buffers.Binary;

namespace Beamer.Core.Wire;

/// <summary>The first word behind the UDP header: Generic UDP Encapsulation, version 0.</summary>
/// <remarks>
/// draft-ietf-intarea-gue-09, section 3. With C = 0 the third field is the IP protocol of the payload and the Hlen
/// words that follow are the chain header; with C = 1 it is the type of a control message, which follows.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// | 0 |C|  Hlen   | Proto or type |            Flags 0            |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// </code>
/// </remarks>
/// <param name="IsControl">The C bit.</param>
/// <param name="ExtensionWords">Hlen: 32-bit words between this header and the payload, 0..31.</param>
/// <param name="Protocol">IP protocol of the payload, or the type of the control message.</param>
public readonly record struct GueHeader(bool IsControl, int ExtensionWords, byte Protocol)
{
    /// <summary>Bytes of the header.</summary>
    public const int Size = 4;

    /// <summary>The protocol number of IPv4 in IP.</summary>
    public const byte IPv4 = 4;

    private const byte ControlBit = 0x20;

    /// <summary>Reads the header; the words that it announces must be there.</summary>
    /// <param name="datagram">The payload of the UDP datagram.</param>
    /// <param name="header">The header.</param>
    /// <param name="reason">What is wrong when the result is false.</param>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out GueHeader header, out DropReason reason)
    {
        header = default;
        reason = DropReason.GueMalformed;
        if (datagram.Length < Size || datagram[0] >> 6 != 0) return false;
        if (BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]) != 0) return false;
        var read = new GueHeader((datagram[0] & ControlBit) != 0, datagram[0] & 0x1f, datagram[1]);
        if (read.PayloadOffset > datagram.Length) return false;
        header = read;
        reason = DropReason.None;
        return true;
    }

    /// <summary>Where the payload begins, counted from this header: 4..128.</summary>
    public int PayloadOffset => Size + (ExtensionWords * 4);

    /// <summary>Writes exactly <see cref="Size"/> bytes.</summary>
    public void Write(Span<byte> destination)
    {
        uint first = (IsControl ? ControlBit : 0u) | (uint)ExtensionWords;
        BinaryPrimitives.WriteUInt32BigEndian(destination, (first << 24) | ((uint)Protocol << 16));
    }
}
