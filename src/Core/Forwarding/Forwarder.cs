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
        return Wrap(buffer, plan, table);
    }

    /// <summary>The same for an IPv4 packet without a frame around it.</summary>
    /// <param name="buffer">The packet with room for <see cref="Encapsulation.SizeMax"/> bytes in front of it.</param>
    /// <param name="start">Where its IPv4 header begins.</param>
    /// <param name="length">Bytes, padding included.</param>
    /// <param name="table">The table of this batch.</param>
    public static ForwardingResult ForwardPacket(Span<byte> buffer, int start, int length, ForwardingTable table)
    {
        bool isGood = FlowReader.TryRead(
            buffer.Slice(start, length), out PacketSummary packet, out DropReason reason);
        ForwardingPlan plan = isGood ? Route(start, packet, table) : Refuse(packet, reason, table);
        return Wrap(buffer, plan, table);
    }

    /// <summary>The first half: reads a frame, finds its service and bucket. Nothing is changed.</summary>
    /// <param name="buffer">As for <see cref="Forward"/>.</param>
    /// <param name="start">Where the frame begins.</param>
    /// <param name="length">Bytes of the frame.</param>
    /// <param name="table">The table of this batch.</param>
    /// <param name="plan">What <see cref="Wrap"/> needs.</param>
    public static void Plan(
        ReadOnlySpan<byte> buffer, int start, int length, ForwardingTable table, out ForwardingPlan plan)
    {
        if (!PlainTcpFrame.TryRead(buffer.Slice(start, length), out PlainTcpFrame packet))
        {
            PlanUnusual(buffer, start, length, table, out plan);
            return;
        }

        int service = table.FindService(packet.Service);
        if (service < 0)
        {
            plan = NotServed(service);
            return;
        }

        ForwardingPool pool = table.PoolOf(service);
        FlowHash hash = FlowHash.Of(pool.Key, packet.Addresses, packet.Ports, TransportProtocol.Tcp);
        plan = new ForwardingPlan(
            service,
            hash.Bucket(pool.BucketCount),
            start + PlainTcpFrame.Offset,
            packet.TotalLength,
            hash.SourcePort,
            packet.TimeToLive,
            packet.TypeOfService);
    }

    /// <summary>The second half: reads the row and writes the outer headers in front of the packet.</summary>
    /// <param name="buffer">The buffer of the plan, unchanged since.</param>
    /// <param name="plan">From <see cref="Plan"/>, with the same table.</param>
    /// <param name="table">The table of this batch.</param>
    public static ForwardingResult Wrap(Span<byte> buffer, in ForwardingPlan plan, ForwardingTable table)
    {
        if (!plan.HasRow)
        {
            return plan.Reason == DropReason.None ? ForwardingResult.Passed : ForwardingResult.Drop(plan.Reason);
        }

        ForwardingPool pool = table.PoolOf(plan.Service);
        ReadOnlySpan<uint> row = pool.WordsOf(plan.Bucket);
        int hops = ForwardingPool.CountPrevious(row);
        int size = pool.Template.Size(hops);
        int offset = plan.Start - size;
        int length = size + plan.Length;
        if (row[1] == 0 || plan.TimeToLive <= 1 || length > table.FabricMtuBytes || offset < 0)
        {
            return Drop(plan, pool, row, offset);
        }

        ref byte outer = ref MemoryMarshal.GetReference(buffer.Slice(offset, length));
        IPv4Rewrite.DecrementTimeToLive(ref Unsafe.Add(ref outer, size));
        pool.Template.Write(
            ref outer, row, hops, plan.Bucket, plan.SourcePort, plan.TypeOfService, plan.Length);
        return ForwardingResult.Forward(plan, pool.Id, offset, length, row[1], row[0]);
    }

    private static ForwardingPlan Route(int start, in PacketSummary packet, ForwardingTable table)
    {
        int service = table.FindService(packet.Flow.Service);
        if (service < 0) return NotServed(service);
        ForwardingPool pool = table.PoolOf(service);
        FlowHash hash = FlowHash.Of(pool.Key, packet.Flow);
        return new ForwardingPlan(
            service,
            hash.Bucket(pool.BucketCount),
            start,
            packet.TotalLength,
            hash.SourcePort,
            packet.TimeToLive,
            packet.TypeOfService);
    }

    private static ForwardingPlan NotServed(int service) => service == ServiceMap.NotVip
        ? ForwardingPlan.Pass
        : ForwardingPlan.Drop(DropReason.ServiceUnknown);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void PlanUnusual(
        ReadOnlySpan<byte> buffer, int start, int length, ForwardingTable table, out ForwardingPlan plan) =>
        plan = FlowReader.TryReadFrame(
            buffer.Slice(start, length), out PacketSummary packet, out DropReason reason)
            ? Route(start + packet.Offset, packet, table)
            : Refuse(packet, reason, table);

    /// <summary>A packet that cannot be read is dropped if it is for a VIP, or so broken that nobody can say.</summary>
    private static ForwardingPlan Refuse(in PacketSummary packet, DropReason reason, ForwardingTable table)
    {
        IPv4Address destination = packet.Flow.Destination;
        bool isOurs = destination.IsNone || table.IsVip(destination);
        return isOurs && reason != DropReason.NotIPv4 ? ForwardingPlan.Drop(reason) : ForwardingPlan.Pass;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ForwardingResult Drop(
        in ForwardingPlan plan, ForwardingPool pool, ReadOnlySpan<uint> row, int offset) =>
        ForwardingResult.Drop(WhyNot(row[1], plan.TimeToLive, offset), plan, pool.Id, row[0]);

    private static DropReason WhyNot(uint owner, byte timeToLive, int offset)
    {
        if (owner == 0) return DropReason.NoOwner;
        if (timeToLive <= 1) return DropReason.TtlExpired;
        return offset < 0 ? DropReason.NoHeadroom : DropReason.TooBig;
    }
}
