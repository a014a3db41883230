using System.Buffers.Binary;

namespace Beamer.Core.Wire;

/// <summary>An ICMP error about a packet that the VIP sent: it belongs to the flow that it quotes.</summary>
/// <remarks>
/// RFC 792. Accepted are destination unreachable (3), time exceeded (11) and parameter problem (12); source quench (4)
/// is obsolete and ignored (RFC 6633). The quote guarantees only 8 bytes of TCP or UDP, so it has ports but no TCP
/// flags.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |     Type      |     Code      |           Checksum            |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |            unused             |  Next-hop MTU (type 3 code 4) |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |   Quoted IPv4 header (20..60 bytes) + at least 8 bytes of it  |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// </code>
/// </remarks>
/// <param name="Type">3, 11 or 12.</param>
/// <param name="Code">Which kind of it.</param>
/// <param name="NextHopMtu">Bytes that fit, for type 3 code 4 (RFC 1191); else whatever the field holds.</param>
/// <param name="Flow">The quoted addresses and ports reversed: from the client to the VIP.</param>
public readonly record struct IcmpError(byte Type, byte Code, ushort NextHopMtu, Flow Flow)
{
    /// <summary>The smallest path MTU that is believed: Linux's own floor (<c>net.ipv4.route.min_pmtu</c>).</summary>
    public const int PathMtuMinimum = 552;

    private const int HeaderSize = 8;
    private const int QuotedTransportSize = 8;
    private const int FragmentationNeededCode = 4;

    /// <summary>Reads the message behind an IPv4 header.</summary>
    /// <param name="message">The payload of the IPv4 packet.</param>
    /// <param name="recipient">The destination of that packet, which must have sent the quoted one.</param>
    /// <param name="error">The error.</param>
    /// <param name="reason">What is wrong when the result is false.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> message, IPv4Address recipient, out IcmpError error, out DropReason reason)
    {
        error = default;
        reason = CheckHeader(message);
        if (reason != DropReason.None) return false;
        ReadOnlySpan<byte> quote = message[HeaderSize..];
        reason = CheckQuote(quote, recipient);
        if (reason != DropReason.None) return false;
        ReadOnlySpan<byte> transport = quote[((quote[0] & 0xf) * 4)..];
        var sent = new Flow(
            IPv4Address.Read(quote[12..]),
            IPv4Address.Read(quote[16..]),
            BinaryPrimitives.ReadUInt16BigEndian(transport),
            BinaryPrimitives.ReadUInt16BigEndian(transport[2..]),
            (TransportProtocol)quote[9]);
        error = new IcmpError(
            message[0], message[1], BinaryPrimitives.ReadUInt16BigEndian(message[6..]), sent.Reversed());
        if (error.Type != 3 || error.Code != FragmentationNeededCode || error.NextHopMtu >= PathMtuMinimum) return true;
        reason = DropReason.PathMtuTooSmall;
        return false;
    }

    private static DropReason CheckHeader(ReadOnlySpan<byte> message)
    {
        if (message.Length < HeaderSize) return DropReason.IcmpTruncated;
        return message[0] switch
        {
            3 or 11 or 12 => DropReason.None,
            0 or 8 => DropReason.IcmpEcho,
            _ => DropReason.IcmpNotError,
        };
    }

    private static DropReason CheckQuote(ReadOnlySpan<byte> quote, IPv4Address recipient)
    {
        if (quote.Length < IPv4Header.MinimumSize) return DropReason.IcmpTruncated;
        int size = (quote[0] & 0xf) * 4;
        if (quote[0] >> 4 != 4 || size < IPv4Header.MinimumSize) return DropReason.IcmpQuoteInvalid;
        if (quote.Length < size + QuotedTransportSize) return DropReason.IcmpTruncated;
        bool laterFragment = (BinaryPrimitives.ReadUInt16BigEndian(quote[6..]) & 0x1fff) != 0;
        if (laterFragment || (TransportProtocol)quote[9] is not (TransportProtocol.Tcp or TransportProtocol.Udp))
        {
            return DropReason.IcmpQuoteInvalid;
        }

        return IPv4Address.Read(quote[12..]) == recipient ? DropReason.None : DropReason.IcmpQuoteMismatch;
    }
}
