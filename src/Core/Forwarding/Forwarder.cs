using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Beamer.Core.Hashing;
using Beamer.Core.Wire;

namespace Beamer.Core.Forwarding;

/// <summary>A MUX's decision about one packet: no state, no clock, no allocation.</summary>
/// <remarks>
/// parse → is it a service? → bucket → row → outer headers in front of the packet. The packet itself changes in its
/// time to live and header checksum alone. The outer headers overlap the frame's Ethernet header: whoever needs the
/// link addresses reads them before.
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
    public static ForwardingResult Forward(Span<byte> buffer, int start, int length, ForwardingTable table)
    {
        Plan(buffer, start, length, table, out ForwardingPlan plan);
        return Wrap(buffer, in plan, table);
    }

    /// <summary>The same for an IPv4 packet without a frame around it.</summary>
    /// <param name="buffer">The packet with room for <see cref="Encapsulation.SizeMax"/> bytes in front of it.</param>
    /// <param name="start">Where its IPv4 header begins.</param>
    /// <param name="length">Bytes, padding included.</param>
    /// <param name="table">The table of this batch.</param>
    public static ForwardingResult ForwardPacket(Span<byte> buffer, int start, int length, ForwardingTable table)
    {
        ForwardingPlan plan = default;
        bool isGood = FlowReader.TryRead(
            buffer.Slice(start, length), out PacketSummary packet, out DropReason reason);
        if (!isGood) Refuse(packet, reason, table, ref plan);
        else if (Route(start, packet, table, ref plan) is { } pool) plan.Place(FlowHash.Of(pool.Key, packet.Flow));
        return Wrap(buffer, in plan, table);
    }

    /// <summary>The first half: reads a frame, finds its service and bucket. Nothing is changed.</summary>
    /// <remarks>A worker with many frames has <see cref="ForwardingBlock"/>, which hashes several at once.</remarks>
    /// <param name="buffer">As for <see cref="Forward"/>.</param>
    /// <param name="start">Where the frame begins.</param>
    /// <param name="length">Bytes of the frame.</param>
    /// <param name="table">The table of this batch.</param>
    /// <param name="plan">What <see cref="Wrap"/> needs.</param>
    public static void Plan(
        ReadOnlySpan<byte> buffer, int start, int length, ForwardingTable table, out ForwardingPlan plan)
    {
        plan = default;
        ForwardingPool? pool = Read(buffer, start, length, table, ref plan, out FlowWords words);
        if (pool is not null) plan.Place(FlowHash.Of(pool.Key, words));
    }

    /// <summary>The second half: reads the row and writes the outer headers in front of the packet.</summary>
    /// <param name="buffer">The buffer of the plan, unchanged since.</param>
    /// <param name="plan">From <see cref="Plan"/> or <see cref="ForwardingBlock"/>, with the same table.</param>
    /// <param name="table">The table of this batch.</param>
    public static ForwardingResult Wrap(Span<byte> buffer, ref readonly ForwardingPlan plan, ForwardingTable table)
    {
        if (!plan.HasRow)
        {
            return plan.Reason == DropReason.None ? ForwardingResult.Passed : ForwardingResult.Drop(plan.Reason);
        }

        ForwardingPool pool = table.PoolOf(plan.Service);
        ref readonly uint row = ref pool.RowOf(plan.Bucket);
        int hops = pool.CountPrevious(in row);
        int size = pool.Template.FixedSize + (hops * 4);
        int offset = plan.Start - size;
        int length = size + plan.Length;
        uint server = Unsafe.Add(ref Unsafe.AsRef(in row), 1);
        if (server == 0 || plan.TimeToLive <= 1 || length > table.FabricMtuBytes || offset < 0)
        {
            return Drop(in plan, table);
        }

        ref byte outer = ref MemoryMarshal.GetReference(buffer.Slice(offset, length));
        IPv4Rewrite.DecrementTimeToLive(ref Unsafe.Add(ref outer, size));
        pool.Template.Write(ref outer, in row, hops, in plan, length);
        return ForwardingResult.Forward(in plan, offset, length, server, row);
    }

    /// <summary>Everything that is known of a frame without its hash.</summary>
    /// <returns>The pool whose key hashes <paramref name="words"/>, or null when no row is asked for.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ForwardingPool? Read(
        ReadOnlySpan<byte> buffer,
        int start,
        int length,
        ForwardingTable table,
        ref ForwardingPlan plan,
        out FlowWords words)
    {
        if (!PlainTcpFrame.TryRead(buffer.Slice(start, length), out PlainTcpFrame packet))
        {
            return ReadUnusual(buffer, start, length, table, ref plan, out words);
        }

        words = FlowWords.Of(packet.Addresses, packet.Ports, TransportProtocol.Tcp);
        int service = table.FindService(packet.Service);
        if (service < 0) return NotServed(service, ref plan);
        ForwardingPool pool = table.PoolOf(service);
        plan.Route(
            service,
            pool.BucketCount,
            start + PlainTcpFrame.Offset,
            packet.TotalLength,
            packet.TimeToLive,
            packet.TypeOfService);
        return pool;
    }

    private static ForwardingPool? Route(
        int start, in PacketSummary packet, ForwardingTable table, ref ForwardingPlan plan)
    {
        int service = table.FindService(packet.Flow.Service);
        if (service < 0) return NotServed(service, ref plan);
        ForwardingPool pool = table.PoolOf(service);
        plan.Route(
            service, pool.BucketCount, start, packet.TotalLength, packet.TimeToLive, packet.TypeOfService);
        return pool;
    }

    private static ForwardingPool? NotServed(int service, ref ForwardingPlan plan)
    {
        if (service == ServiceMap.NotVip) plan.Pass();
        else plan.Drop(DropReason.ServiceUnknown);
        return null;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ForwardingPool? ReadUnusual(
        ReadOnlySpan<byte> buffer,
        int start,
        int length,
        ForwardingTable table,
        ref ForwardingPlan plan,
        out FlowWords words)
    {
        bool isGood = FlowReader.TryReadFrame(
            buffer.Slice(start, length), out PacketSummary packet, out DropReason reason);
        words = FlowWords.Of(packet.Flow);
        if (isGood) return Route(start + packet.Offset, packet, table, ref plan);
        Refuse(packet, reason, table, ref plan);
        return null;
    }

    /// <summary>A packet that cannot be read is dropped if it is for a VIP, or so broken that nobody can say.</summary>
    private static void Refuse(
        in PacketSummary packet, DropReason reason, ForwardingTable table, ref ForwardingPlan plan)
    {
        IPv4Address destination = packet.Flow.Destination;
        bool isOurs = destination.IsNone || table.IsVip(destination);
        if (isOurs && reason != DropReason.NotIPv4) plan.Drop(reason);
        else plan.Pass();
    }

    /// <summary>Says why a packet that has a row is not forwarded; the fast way keeps nothing for it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ForwardingResult Drop(ref readonly ForwardingPlan plan, ForwardingTable table)
    {
        ForwardingPool pool = table.PoolOf(plan.Service);
        ref readonly uint row = ref pool.RowOf(plan.Bucket);
        int headers = pool.Template.FixedSize + (pool.CountPrevious(in row) * 4);
        DropReason reason = DropReason.TooBig;
        if (plan.Start < headers) reason = DropReason.NoHeadroom;
        if (plan.TimeToLive <= 1) reason = DropReason.TtlExpired;
        if (Unsafe.Add(ref Unsafe.AsRef(in row), 1) == 0) reason = DropReason.NoOwner;
        return ForwardingResult.Drop(reason, in plan, row);
    }
}
