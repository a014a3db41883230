namespace Beamer.Core.Wire;

/// <summary>
/// Wraps a client's packet for its server: outer IPv4, UDP, GUE and chain header, in front of the packet.
/// </summary>
/// <remarks>
/// <code>
/// | IPv4 20 | UDP 8 | GUE 4 | chain header 4 or 12, + 4 per hop | the client's packet, unchanged but for TTL - 1 |
/// </code>
/// </remarks>
public static class Encapsulation
{
    /// <summary>Bytes in front of the client's packet at most: version 1 with 7 hops.</summary>
    public const int SizeMax = OuterHeader.Size + GueHeader.Size + ChainHeader.MaximumSize;

    /// <summary>Bytes in front of the client's packet: 36 or 44, and 4 per hop.</summary>
    public static int Size(ChainVersion version, int hops) =>
        OuterHeader.Size + GueHeader.Size + ChainHeader.SizeOf(version, hops);

    /// <summary>Writes every byte in front of the client's packet.</summary>
    /// <param name="destination">
    /// The bytes that end where the packet begins: at least <see cref="Size"/> of them.
    /// </param>
    /// <param name="outer">Tunnel ends, port and type of service.</param>
    /// <param name="chain">The row's previous owners.</param>
    /// <param name="packetLength">Bytes of the client's packet, as its IPv4 header says.</param>
    public static void Write(Span<byte> destination, in OuterHeader outer, in ChainHeader chain, int packetLength)
    {
        int size = chain.Size;
        outer.Write(destination, GueHeader.Size + size + packetLength);
        new GueHeader(false, size / 4, GueHeader.IPv4).Write(destination[OuterHeader.Size..]);
        chain.Write(destination[(OuterHeader.Size + GueHeader.Size)..]);
    }
}
