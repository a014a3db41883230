using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Beamer.Core.Wire;

/// <summary>
/// The only changes that a client's packet suffers: time to live and congestion bits, with the header checksum.
/// </summary>
/// <remarks>
/// Packets here were accepted by <see cref="FlowReader"/>; nothing behind the IPv4 header is ever touched.
/// </remarks>
public static class IPv4Rewrite
{
    private const int TimeToLiveOffset = 8;
    private const int ChecksumOffset = 10;

    /// <summary>One router further (RFC 2003, section 3.1).</summary>
    /// <param name="packet">From the IPv4 header on, at least 20 bytes.</param>
    /// <param name="reason">
    /// <see cref="DropReason.TtlExpired"/> when the result is false; the packet is unchanged then.
    /// </param>
    public static bool TryDecrementTimeToLive(Span<byte> packet, out DropReason reason)
    {
        if (packet.Length < IPv4Header.MinimumSize || packet[TimeToLiveOffset] <= 1)
        {
            reason = DropReason.TtlExpired;
            return false;
        }

        reason = DropReason.None;
        DecrementTimeToLive(ref MemoryMarshal.GetReference(packet));
        return true;
    }

    /// <summary>The same for a header that is known to be whole and to have a time to live of 2 or more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void DecrementTimeToLive(ref byte start)
    {
        // RFC 1624 for this one case: the word falls by 0x0100, so the checksum rises by it, the carry brought round.
        Unsafe.Add(ref start, TimeToLiveOffset)--;
        uint checksum = NetworkOrder.Read16(in start, ChecksumOffset) + 0x0100u;
        NetworkOrder.Write16(ref start, ChecksumOffset, (int)(checksum + ((checksum + 1) >> 16)));
    }

    /// <summary>Sets the congestion bits.</summary>
    /// <param name="packet">From the IPv4 header on, at least 20 bytes.</param>
    /// <param name="mark">The new bits.</param>
    public static void SetCongestion(Span<byte> packet, Ecn mark)
    {
        ushort before = BinaryPrimitives.ReadUInt16BigEndian(packet);
        packet[1] = (byte)((packet[1] & ~3) | (int)mark);
        Mend(packet, before, BinaryPrimitives.ReadUInt16BigEndian(packet));
    }

    private static void Mend(Span<byte> packet, ushort before, ushort after)
    {
        Span<byte> field = packet.Slice(ChecksumOffset, sizeof(ushort));
        ushort checksum = BinaryPrimitives.ReadUInt16BigEndian(field);
        BinaryPrimitives.WriteUInt16BigEndian(field, InternetChecksum.Update(checksum, before, after));
    }
}
