using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Beamer.Core.Wire;

/// <summary>The Internet checksum, whole (RFC 1071) and incremental (RFC 1624).</summary>
/// <remarks>
/// A "sum" is the ones' complement sum before it is complemented; sums may be added and folded in any order.
/// </remarks>
public static class InternetChecksum
{
    /// <summary>The checksum over <paramref name="data"/>, whose own checksum field must hold 0.</summary>
    public static ushort Compute(ReadOnlySpan<byte> data) => Finish(Sum(data));

    /// <summary>Whether <paramref name="data"/>, its checksum field included, sums up to all ones.</summary>
    public static bool IsValid(ReadOnlySpan<byte> data) => Fold(Sum(data)) == 0xffff;

    /// <summary>The sum of <paramref name="data"/> in 16-bit words; an odd last byte is a word's high byte.</summary>
    /// <returns>0..0xffff.</returns>
    public static uint Sum(ReadOnlySpan<byte> data)
    {
        // RFC 1071, 2(B): the sum may be taken in the machine's own byte order and swapped once at the end.
        ulong sum = 0;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(data);
        foreach (ulong word in words)
        {
            sum += word;
            sum += sum < word ? 1u : 0u;
        }

        ulong tail = LastWord(data[(words.Length * sizeof(ulong))..]);
        sum += tail;
        sum += sum < tail ? 1u : 0u;
        return BinaryPrimitives.ReverseEndianness(Fold(sum));
    }

    /// <summary>The sum of the pseudo-header that TCP and UDP checksums include (RFC 9293, 3.1; RFC 768).</summary>
    /// <param name="source">Source address of the IP header.</param>
    /// <param name="destination">Destination address of the IP header.</param>
    /// <param name="protocol">TCP or UDP.</param>
    /// <param name="length">Bytes of the transport header and its payload, 0..65535.</param>
    public static uint PseudoHeaderSum(
        IPv4Address source, IPv4Address destination, TransportProtocol protocol, int length) =>
        Fold((ulong)source.Value + destination.Value + (uint)protocol + (uint)length);

    /// <summary>Folds a sum to 16 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Fold(ulong sum)
    {
        // A number added to itself with its halves swapped has their sum, end-around carry included, in its upper half.
        uint half = (uint)((sum + BitOperations.RotateLeft(sum, 32)) >> 32);
        return (ushort)((half + BitOperations.RotateLeft(half, 16)) >> 16);
    }

    /// <summary>Turns a sum into the checksum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Finish(ulong sum) => (ushort)~Fold(sum);

    /// <summary>The checksum after a 16-bit word has changed (RFC 1624, equation 3).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Update(ushort checksum, ushort before, ushort after) =>
        Finish((ulong)(ushort)~checksum + (ushort)~before + after);

    /// <summary>Writes the TCP or UDP checksum that the sender left to its network card.</summary>
    /// <remarks>
    /// Frames of a sender on the same host arrive with only the pseudo-header summed (the kernel's CHECKSUM_PARTIAL).
    /// The field's content is ignored and the checksum computed whole.
    /// </remarks>
    /// <param name="packet">An IPv4 packet that <see cref="FlowReader"/> has accepted.</param>
    /// <returns>False, and nothing is changed, when it is not whole TCP or UDP.</returns>
    public static bool CompleteTransportChecksum(Span<byte> packet)
    {
        if (!IPv4Header.TryRead(packet, out IPv4Header header, out _) || header.IsFragment) return false;
        TransportProtocol protocol = header.Protocol;
        Span<byte> segment = packet[header.HeaderLength..header.TotalLength];
        if (protocol == TransportProtocol.Udp)
        {
            if (!UdpHeader.TryRead(segment, out UdpHeader udp, out _)) return false;
            segment = segment[..udp.Length];
        }
        else if (protocol != TransportProtocol.Tcp || !TcpHeader.TryRead(segment, out _, out _))
        {
            return false;
        }

        int field = protocol == TransportProtocol.Tcp ? TcpHeader.ChecksumOffset : UdpHeader.ChecksumOffset;
        BinaryPrimitives.WriteUInt16BigEndian(segment[field..], 0);
        uint pseudo = PseudoHeaderSum(header.Source, header.Destination, protocol, segment.Length);
        ushort checksum = Finish((ulong)Sum(segment) + pseudo);
        // RFC 768: a computed 0 is sent as all ones, because 0 means "no checksum".
        if (checksum == 0 && protocol == TransportProtocol.Udp) checksum = 0xffff;
        BinaryPrimitives.WriteUInt16BigEndian(segment[field..], checksum);
        return true;
    }

    private static ulong LastWord(ReadOnlySpan<byte> rest)
    {
        ulong word = 0;
        for (int i = 0; i < rest.Length; i++) word |= (ulong)rest[i] << (8 * i);
        return word;
    }
}
