namespace Beamer.Core.Wire;

/// <summary>What an agent does to the datagram that it sends on: it gives it another chain header.</summary>
public static class ChainRewrite
{
    /// <summary>Writes another chain header in front of the packet, over and before the old one.</summary>
    /// <param name="buffer">The buffer that holds the datagram.</param>
    /// <param name="packetStart">Where the client's packet begins in the buffer; it stays there.</param>
    /// <param name="chain">The new chain header.</param>
    /// <param name="start">Where the new datagram begins; it ends where the old one ended.</param>
    /// <returns>False, and nothing is written, when the bytes in front of the packet do not suffice.</returns>
    public static bool TryReplace(Span<byte> buffer, int packetStart, in ChainHeader chain, out int start)
    {
        int size = chain.Size;
        start = packetStart - size - GueHeader.Size;
        if (start < 0) return false;
        new GueHeader(false, size / 4, GueHeader.IPv4).Write(buffer[start..]);
        chain.Write(buffer[(start + GueHeader.Size)..packetStart]);
        return true;
    }
}
