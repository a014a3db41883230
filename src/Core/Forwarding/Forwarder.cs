using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Beamer.Core.Hashing;
using Beamer.Core.Wire;

namespace Beamer.Core.Forwarding;

/// <summary>A MUX's decision about one packet: no state, no clock, no allocation.</summary>
/// <remarks>
/// This is the plain form; <see cref="ForwardingBlock"/> does the same with many packets at once.
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
        int service = Read(buffer.Slice(start, length), table, out PacketSummary packet);
        return Finish(buffer, start + packet.Offset, in packet, service, table);
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
        int service = isGood ? Route(packet.Flow, table) : Refuse(packet.Flow.Destination, reason, table);
        return Finish(buffer, start, in packet, service, table);
    }

    /// <summary>Reads a frame and finds its service. Nothing is changed.</summary>
    /// <param name="frame">From the destination MAC on.</param>
    /// <param name="table">The table of this batch.</param>
    /// <param name="packet">What is in it, when there is a service.</param>
    /// <returns>
    /// The index of the service, or the complement of the reason to drop it: of <see cref="DropReason.None"/> when it
    /// is passed.
    /// </returns>
    internal static int Read(ReadOnlySpan<byte> frame, ForwardingTable table, out PacketSummary packet) =>
        FlowReader.TryReadFrame(frame, out packet, out DropReason reason)
            ? Route(packet.Flow, table)
            : Refuse(packet.Flow.Destination, reason, table);

    /// <summary>Reads the row and writes the outer headers in front of the packet.</summary>
    /// <param name="buffer">The buffer of the plan.</param>
    /// <param name="plan">A packet that <see cref="FlowReader"/> accepts, its service and bucket.</param>
    /// <param name="table">The table of this batch.</param>
    internal static ForwardingResult Wrap(Span<byte> buffer, in ForwardingPlan plan, ForwardingTable table)
    {
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

    private static ForwardingResult Finish(
        Span<byte> buffer, int start, in PacketSummary packet, int service, ForwardingTable table)
    {
        if (service < 0) return ForwardingResult.Without((DropReason)~service);
        ForwardingPool pool = table.PoolOf(service);
        FlowHash hash = FlowHash.Of(pool.Key, packet.Flow);
        var plan = new ForwardingPlan(
            service,
            hash.Bucket(pool.BucketCount),
            start,
            packet.TotalLength,
            hash.SourcePort,
            packet.TimeToLive,
            packet.TypeOfService);
        return Wrap(buffer, in plan, table);
    }

    private static int Route(in Flow flow, ForwardingTable table)
    {
        int service = table.FindService(flow.Service);
        if (service >= 0) return service;
        return ~(int)(service == ServiceMap.NotVip ? DropReason.None : DropReason.ServiceUnknown);
    }

    /// <summary>A packet that cannot be read is dropped if it is for a VIP, or so broken that nobody can say.</summary>
    private static int Refuse(IPv4Address destination, DropReason reason, ForwardingTable table)
    {
        bool isOurs = destination.IsNone || table.IsVip(destination);
        return ~(int)(isOurs && reason != DropReason.NotIPv4 ? reason : DropReason.None);
    }

    /// <summary>Says why a packet that has a row is not forwarded; the fast way keeps nothing for it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ForwardingResult Drop(in ForwardingPlan plan, ForwardingTable table)
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
