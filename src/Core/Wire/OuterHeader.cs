using System.Runtime.InteropServices;

namespace Beamer.Core.Wire;

/// <summary>The IPv4 and UDP headers of the tunnel: from a MUX or an agent to a server.</summary>
/// <remarks>
/// DF is set and the identification is 0 (an atomic datagram, RFC 6864); the UDP checksum is 0, which IPv4 allows (RFC
/// 768). There are never IP options: routers hand packets with options to their slow path.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |Version|  IHL  |Type of service|         Total length          |  4, 5
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |       Identification 0        |0 1 0|    Fragment offset 0    |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |    TTL 64     |  Protocol 17  |        Header checksum        |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                  Source: the MUX or the agent                 |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                    Destination: the server                    |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |  Source port 49152..65535     |     Destination port 6080     |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |            Length             |          Checksum 0           |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// </code>
/// </remarks>
/// <param name="Source">The MUX's or agent's own address.</param>
/// <param name="Destination">The server's own address.</param>
/// <param name="SourcePort">49152..65535, from the hash of the flow.</param>
/// <param name="TypeOfService">DSCP and ECN in one byte.</param>
public readonly record struct OuterHeader(
    IPv4Address Source, IPv4Address Destination, ushort SourcePort, byte TypeOfService)
{
    /// <summary>Bytes of both headers.</summary>
    public const int Size = IPv4Header.MinimumSize + UdpHeader.Size;

    /// <summary>The UDP port of GUE (IANA: "gue").</summary>
    public const ushort Port = 6080;

    /// <summary>The time to live of the tunnel.</summary>
    public const byte TimeToLive = 64;

    private const ushort DontFragment = 0x4000;

    /// <summary>
    /// The tunnel's own service class with the packet's congestion bits: RFC 2983's pipe model, RFC 6040's normal mode.
    /// </summary>
    /// <param name="dscp">0..63.</param>
    /// <param name="innerTypeOfService">The byte of the packet inside.</param>
    public static byte TypeOfServiceFor(byte dscp, byte innerTypeOfService) =>
        (byte)((dscp << 2) | (innerTypeOfService & 3));

    /// <summary>Writes exactly <see cref="Size"/> bytes.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    /// <param name="payloadLength">Bytes behind the UDP header; with both headers at most 65,535.</param>
    public void Write(Span<byte> destination, int payloadLength)
    {
        Invariant.Require(destination.Length >= Size, "the buffer is too small for the outer headers");
        ref byte start = ref MemoryMarshal.GetReference(destination);
        uint total = (uint)(Size + payloadLength);
        uint first = 0x45000000u | ((uint)TypeOfService << 16) | total;
        uint third = ((uint)TimeToLive << 24) | ((uint)TransportProtocol.Udp << 16);
        ushort checksum = InternetChecksum.Finish(
            (ulong)first + DontFragment + third + Source.Value + Destination.Value);
        NetworkOrder.Write32(ref start, 0, first);
        NetworkOrder.Write32(ref start, 4, DontFragment);
        NetworkOrder.Write32(ref start, 8, third | checksum);
        NetworkOrder.Write32(ref start, 12, Source.Value);
        NetworkOrder.Write32(ref start, 16, Destination.Value);
        NetworkOrder.Write32(ref start, 20, ((uint)SourcePort << 16) | Port);
        NetworkOrder.Write32(ref start, 24, (uint)(UdpHeader.Size + payloadLength) << 16);
    }
}
