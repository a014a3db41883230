namespace Beamer.Core.Wire;

/// <summary>Unwraps what <see cref="Encapsulation"/> wrapped.</summary>
public static class Decapsulation
{
    /// <summary>Reads GUE and chain header of a datagram to port 6080 that is not a control message.</summary>
    /// <param name="datagram">The payload of the UDP datagram.</param>
    /// <param name="chain">The chain header.</param>
    /// <param name="packetOffset">Where the client's packet begins in <paramref name="datagram"/>.</param>
    /// <param name="reason">What is wrong when the result is false.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> datagram, out ChainHeader chain, out int packetOffset, out DropReason reason)
    {
        chain = default;
        packetOffset = 0;
        if (!GueHeader.TryRead(datagram, out GueHeader gue, out reason)) return false;
        if (gue.IsControl || gue.Protocol != GueHeader.IPv4)
        {
            reason = DropReason.GueProtocolUnknown;
            return false;
        }

        packetOffset = gue.PayloadOffset;
        return ChainHeader.TryRead(datagram[GueHeader.Size..packetOffset], out chain, out reason);
    }

    /// <summary>The congestion bits that the packet leaves the tunnel with (RFC 6040, section 4.2, figure 4).</summary>
    /// <param name="inner">Those of the client's packet.</param>
    /// <param name="outer">Those of the tunnel's header as it arrived.</param>
    /// <param name="result">What to set in the client's packet.</param>
    /// <returns>False when the packet must be dropped: the sender could not react to the mark.</returns>
    public static bool TryCombine(Ecn inner, Ecn outer, out Ecn result)
    {
        result = (inner, outer) switch
        {
            (Ecn.NotEct, _) or (Ecn.Ce, _) => inner,
            (_, Ecn.Ce) => Ecn.Ce,
            (Ecn.Ect0, Ecn.Ect1) => Ecn.Ect1,
            _ => inner,
        };
        return inner != Ecn.NotEct || outer != Ecn.Ce;
    }

    /// <summary>Copies the tunnel's congestion mark into the client's packet, and mends its header checksum.</summary>
    /// <param name="packet">The client's packet, accepted by <see cref="FlowReader"/>.</param>
    /// <param name="outer">The congestion bits of the tunnel's header as it arrived.</param>
    /// <param name="reason">What is wrong when the result is false; the packet is unchanged then.</param>
    public static bool TryApplyCongestion(Span<byte> packet, Ecn outer, out DropReason reason)
    {
        var inner = (Ecn)(packet[1] & 3);
        if (!TryCombine(inner, outer, out Ecn result))
        {
            reason = DropReason.CongestionMarkForbidden;
            return false;
        }

        reason = DropReason.None;
        if (result != inner) IPv4Rewrite.SetCongestion(packet, result);
        return true;
    }
}
