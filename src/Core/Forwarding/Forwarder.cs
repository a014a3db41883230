using System.Runtime.CompilerServices;
using Beamer.Core.Hashing;
using Beamer.Core.Wire;

namespace Beamer.Core.Forwarding;

/// <summary>A MUX's decision about one packet: no state, no clock, no allocation.</summary>
/// <remarks>
/// parse → is it a service? → bucket → row → outer headers in front of the packet. The packet itself changes in its
/// time
/// to live and header checksum alone. The outer headers overlap the frame's Ethernet header: whoever needs the link
/// addresses reads them before.
/// </remarks>
public static class Forwarder
{
    /// <summary>Decides about an Ethernet frame, and wraps it in place.</summary>
    /// <param name="buffer">
    /// The frame with room for <see cref="Encapsulation.SizeMax"/> bytes in front of its IP packet.
    /// </param>
    /// <param name="start">Where the frame begins.</param>
    /// <param name="length">Bytes of the frame.</param>
    /// <param name="table">The table of this batch.</param>
    public static ForwardingResult Forward(Span<byte> buffer, int start, int length, ForwardingTable table) =>
        FlowReader.TryReadFrame(buffer.Slice(start, length), out PacketSummary packet, out DropReason reason)
            ? Route(buffer, start + packet.Offset, packet, table)
            : Refuse(packet, reason, table);

    /// <summary>The same for an IPv4 packet without a frame around it.</summary>
    /// <param name="buffer">The packet with room for <see cref="Encapsulation.SizeMax"/> bytes in front of it.</param>
    /// <param name="start">Where its IPv4 header begins.</param>
    /// <param name="length">Bytes, padding included.</param>
    /// <param name="table">The table of this batch.</param>
    public static ForwardingResult ForwardPacket(Span<byte> buffer, int start, int length, ForwardingTable table) =>
        FlowReader.TryRead(buffer.Slice(start, length), out PacketSummary packet, out DropReason reason)
            ? Route(buffer, start, packet, table)
            : Refuse(packet, reason, table);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ForwardingResult Route(Span<byte> buffer, int start, in PacketSummary packet, ForwardingTable table)
    {
        int service = table.FindService(packet.Flow);
        if (service < 0)
        {
            return service == ServiceMap.NotVip
                ? ForwardingResult.Passed
                : ForwardingResult.Dropped(DropReason.ServiceUnknown);
        }

        ForwardingPool pool = table.PoolOf(service);
        FlowHash hash = FlowHash.Of(pool.Key, packet.Flow);
        int bucket = hash.Bucket(pool.BucketCount);
        ReadOnlySpan<uint> row = pool.WordsOf(bucket);
        int size = pool.Template.Size(row.Length - 2);
        int offset = start - size;
        int length = size + packet.TotalLength;
        DropReason reason = Check(row, packet.TimeToLive, length, offset, table.FabricMtuBytes);
        if (reason == DropReason.None)
        {
            IPv4Rewrite.TryDecrementTimeToLive(buffer.Slice(start, packet.TotalLength), out _);
            pool.Template.Write(
                buffer.Slice(offset, size), row, bucket, hash.SourcePort, packet.TypeOfService, packet.TotalLength);
        }

        bool forward = reason == DropReason.None;
        return new ForwardingResult
        {
            Verdict = forward ? MuxVerdict.Forward : MuxVerdict.Drop,
            Reason = reason,
            Pool = pool.Id,
            Offset = forward ? offset : 0,
            Length = forward ? length : 0,
            Server = new IPv4Address(forward ? row[1] : 0),
            Service = service,
            Bucket = bucket,
            Generation = new Generation(row[0]),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static DropReason Check(
        ReadOnlySpan<uint> row, byte timeToLive, int length, int offset, int fabricMtuBytes)
    {
        if (row[1] == 0) return DropReason.NoOwner;
        if (timeToLive <= 1) return DropReason.TtlExpired;
        if (length > fabricMtuBytes) return DropReason.TooBig;
        return offset < 0 ? DropReason.NoHeadroom : DropReason.None;
    }

    /// <summary>
    /// A packet that cannot be read is dropped only if it is for a VIP, or so broken that nobody can say.
    /// </summary>
    private static ForwardingResult Refuse(in PacketSummary packet, DropReason reason, ForwardingTable table)
    {
        if (reason == DropReason.NotIPv4) return ForwardingResult.Passed;
        IPv4Address destination = packet.Flow.Destination;
        return destination.IsNone || table.IsVip(destination)
            ? ForwardingResult.Dropped(reason)
            : ForwardingResult.Passed;
    }
}
