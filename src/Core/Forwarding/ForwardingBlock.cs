using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Beamer.Core.Hashing;
using Beamer.Core.Wire;

namespace Beamer.Core.Forwarding;

/// <summary>The packets of a batch: what <see cref="Forwarder"/> does with one, done with eight side by side.</summary>
/// <remarks>
/// <para>
/// <see cref="Begin"/>; <see cref="Read"/> each frame; <see cref="Place"/>, which asks for the memory of the rows while
/// the next packets are hashed; <see cref="Compose"/>; <see cref="Wrap"/> each frame. Each packet is counted once.
/// </para>
/// Nearly every packet goes this way. The others (see <see cref="Wrap"/>) go through <see cref="Forwarder"/>, and a
/// property says that nobody can tell the difference. One thread. Nothing is allocated after the constructor.
/// </remarks>
public sealed class ForwardingBlock
{
    private const int GroupSize = PacketGroup.Size;

    private readonly PacketLine[] _lines;
    private readonly PacketGroup[] _groups;
    private readonly MuxCounters _counters;
    private ForwardingTable? _table;
    private int _count;

    /// <param name="capacity">Packets per batch, 1 to 65,536.</param>
    /// <param name="counters">Where they are counted.</param>
    public ForwardingBlock(int capacity, MuxCounters counters)
    {
        Invariant.Require(capacity is > 0 and <= 65_536, "a block has room for 1 to 65,536 packets");
        int groups = (capacity + GroupSize - 1) / GroupSize;
        _groups = new PacketGroup[groups];
        _lines = new PacketLine[groups * GroupSize];
        _counters = counters;
    }

    private ForwardingTable Table => _table!;

    private int GroupCount => (_count + GroupSize - 1) / GroupSize;

    /// <summary>Begins a batch.</summary>
    /// <param name="table">The table for all of it.</param>
    public void Begin(ForwardingTable table)
    {
        _count = 0;
        if (_table == table) return;
        _table = table;
        foreach (ref PacketGroup group in _groups.AsSpan()) group.Pools.Forget();
    }

    /// <summary>Reads the next frame and finds its service. The frame is not changed.</summary>
    /// <param name="buffer">As for <see cref="Forwarder.Forward"/>.</param>
    /// <param name="start">Where the frame begins.</param>
    /// <param name="length">Bytes of the frame.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Read(ReadOnlySpan<byte> buffer, int start, int length)
    {
        ref PacketLine line = ref _lines[_count++];
        ReadOnlySpan<byte> frame = buffer.Slice(start, length);
        line.FrameLength = (uint)length;
        if (!TryReadPlain(frame, start, ref line)) ReadOther(frame, start, ref line);
    }

    /// <summary>Judges the packets, finds their buckets and asks for the memory of their rows.</summary>
    /// <typeparam name="TPrefetch">How to ask.</typeparam>
    public void Place<TPrefetch>()
        where TPrefetch : struct, IRowPrefetch
    {
        Span<PacketLine> lines = _lines.AsSpan(0, GroupCount * GroupSize);
        // The places behind the last packet hold packets of another batch, and its table's services.
        for (int i = _count; i < lines.Length; i++) lines[i].SetNoService(DropReason.None);
        // Then there is no service either.
        if (Table.Pools.IsEmpty) return;
        foreach (ref PacketGroup group in _groups.AsSpan(0, GroupCount))
        {
            group.Pools.Set(lines, Table.Pools);
            PacketLanes.Place(lines, ref group);
            Prefetch<TPrefetch>(lines, ref group);
            lines = lines[GroupSize..];
        }
    }

    /// <summary>Reads the rows and composes the outer headers; counts what will be forwarded.</summary>
    public void Compose()
    {
        if (Table.Pools.IsEmpty)
        {
            foreach (ref PacketGroup group in _groups.AsSpan(0, GroupCount)) group.OuterLength = default;
            return;
        }

        OuterHeaderLanes headers = Table.Headers;
        ReadOnlySpan<PacketLine> lines = _lines.AsSpan(0, GroupCount * GroupSize);
        Vector256<uint> packets = default;
        Vector256<uint> received = default;
        Vector256<uint> forwarded = default;
        foreach (ref PacketGroup group in _groups.AsSpan(0, GroupCount))
        {
            headers.Compose(ref group, RowsOf(lines, ref group));
            Vector256<uint> isForwarded = ~Vector256.Equals(group.OuterLength, Vector256<uint>.Zero);
            packets -= isForwarded;
            received += group.FrameLength & isForwarded;
            forwarded += group.OuterLength;
            lines = lines[GroupSize..];
        }

        _counters.CountEnqueued(Vector256.Sum(packets), Vector256.Sum(received), Vector256.Sum(forwarded));
    }

    /// <summary>Writes the outer headers in front of the packet.</summary>
    /// <remarks>
    /// Alone go: what is not forwarded; pools whose rows or headers do not have the common form.
    /// </remarks>
    /// <param name="index">Its place in the batch.</param>
    /// <param name="buffer">The buffer that was read, unchanged since.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public OuterPacket Wrap(int index, Span<byte> buffer)
    {
        ref PacketGroup group = ref _groups[(uint)index / GroupSize];
        nuint lane = (nuint)index & (GroupSize - 1);
        uint length = PacketGroup.Lane(ref group.OuterLength, lane);
        if (length == 0) return WrapAlone(index, buffer);
        uint offset = PacketGroup.Lane(ref group.OuterStart, lane);
        ref byte outer = ref MemoryMarshal.GetReference(buffer.Slice((int)offset, (int)length));
        ref byte packet = ref Unsafe.Add(ref outer, PacketGroup.Lane(ref group.Start, lane) - offset);
        PacketGroup.Lane(ref group.Outer, lane).Write(ref outer, ref packet);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref packet, 8), PacketGroup.Lane(ref group.NextHeader2, lane));
        return new OuterPacket((int)offset, (int)length);
    }

    /// <summary>The straight way: no call on it, so that everything stays in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReadPlain(ReadOnlySpan<byte> frame, int start, ref PacketLine line)
    {
        if (!PlainTcpFrame.HasShape(frame)) return false;
        ref byte header = ref Unsafe.Add(ref MemoryMarshal.GetReference(frame), PlainTcpFrame.Offset);
        ulong key = ServiceMap.KeyOf(NetworkOrder.Native64(in header, 16), TransportProtocol.Tcp);
        if (!Table.ServiceMap.TryFindAtOnce(key, out ServicePlace service)) return false;
        line.SetPlain(in header, start + PlainTcpFrame.Offset, service);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReadOther(ReadOnlySpan<byte> frame, int start, ref PacketLine line)
    {
        if (PlainTcpFrame.HasShape(frame))
        {
            ref byte header = ref Unsafe.Add(ref MemoryMarshal.GetReference(frame), PlainTcpFrame.Offset);
            ulong key = ServiceMap.KeyOf(NetworkOrder.Native64(in header, 16), TransportProtocol.Tcp);
            ServicePlace service = Table.ServiceMap.Find(key);
            if (service.Service >= 0)
            {
                line.SetPlain(in header, start + PlainTcpFrame.Offset, service);
                return;
            }
        }

        ReadUnusual(frame, start, ref line);
    }

    private void ReadUnusual(ReadOnlySpan<byte> frame, int start, ref PacketLine line)
    {
        int service = Forwarder.Read(frame, Table, out PacketSummary packet);
        if (service < 0)
        {
            line.SetNoService((DropReason)~service);
            return;
        }

        ref byte header = ref Unsafe.Add(ref MemoryMarshal.GetReference(frame), packet.Offset);
        line.SetJudged(in header, start + packet.Offset, FlowWords.Of(packet.Flow), Table.PlaceOf(service));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Prefetch<TPrefetch>(ReadOnlySpan<PacketLine> lines, ref PacketGroup group)
        where TPrefetch : struct, IRowPrefetch
    {
        ForwardingPool pool = Table.Pools[Math.Max(group.Pools.Common, 0)];
        for (int lane = 0; lane < GroupSize; lane++)
        {
            if (group.Pools.Common == PoolWords.Mixed) pool = Table.Pools[lines[lane].Service.Pool];
            TPrefetch.Fetch(in pool.RowOf((int)PacketGroup.Lane(ref group.Bucket, (nuint)lane)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private FourWords RowsOf(ReadOnlySpan<PacketLine> lines, ref PacketGroup group)
    {
        if (group.Pools.Common == PoolWords.Mixed) return MixedRowsOf(lines, ref group);
        ForwardingPool pool = Table.Pools[group.Pools.Common];
        return pool.IsByLanes ? CommonRowsOf(pool, ref group) : default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FourWords CommonRowsOf(ForwardingPool pool, ref PacketGroup group) => new(
        Vector256.Create(RowOf(pool, ref group, 0), RowOf(pool, ref group, 4)),
        Vector256.Create(RowOf(pool, ref group, 1), RowOf(pool, ref group, 5)),
        Vector256.Create(RowOf(pool, ref group, 2), RowOf(pool, ref group, 6)),
        Vector256.Create(RowOf(pool, ref group, 3), RowOf(pool, ref group, 7)));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private FourWords MixedRowsOf(ReadOnlySpan<PacketLine> lines, ref PacketGroup group) => new(
        Vector256.Create(AnyRowOf(in lines[0], ref group, 0), AnyRowOf(in lines[4], ref group, 4)),
        Vector256.Create(AnyRowOf(in lines[1], ref group, 1), AnyRowOf(in lines[5], ref group, 5)),
        Vector256.Create(AnyRowOf(in lines[2], ref group, 2), AnyRowOf(in lines[6], ref group, 6)),
        Vector256.Create(AnyRowOf(in lines[3], ref group, 3), AnyRowOf(in lines[7], ref group, 7)));

    private Vector128<uint> AnyRowOf(in PacketLine line, ref PacketGroup group, nuint lane)
    {
        ForwardingPool pool = Table.Pools[line.Service.Pool];
        return pool.IsByLanes ? RowOf(pool, ref group, lane) : default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> RowOf(ForwardingPool pool, ref PacketGroup group, nuint lane) =>
        pool.LaneRowOf((int)PacketGroup.Lane(ref group.Bucket, lane));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private OuterPacket WrapAlone(int index, Span<byte> buffer)
    {
        ref PacketLine line = ref _lines[index];
        ForwardingResult result = Decide(in line, index, buffer);
        _counters.Count(result, (int)line.FrameLength);
        return result.Verdict == MuxVerdict.Forward ? new OuterPacket(result.Offset, result.Length) : default;
    }

    private ForwardingResult Decide(in PacketLine line, int index, Span<byte> buffer)
    {
        int service = line.Service.Service;
        if (service < 0) return ForwardingResult.Without((DropReason)~service);
        ref PacketGroup group = ref _groups[index / GroupSize];
        nuint lane = (nuint)index % GroupSize;
        if (line.DataOffset != PacketLine.IsJudged && PacketGroup.Lane(ref group.IsSound, lane) == 0)
        {
            // A plain frame with something wrong in it.
            int start = (int)line.Start - PlainTcpFrame.Offset;
            return Forwarder.Forward(buffer, start, (int)line.FrameLength, Table);
        }

        var plan = new ForwardingPlan(
            service,
            (int)PacketGroup.Lane(ref group.Bucket, lane),
            (int)line.Start,
            (int)PacketGroup.Lane(ref group.Length, lane),
            (ushort)PacketGroup.Lane(ref group.SourcePort, lane),
            (byte)line.Header[2],
            (byte)PacketGroup.Lane(ref group.TypeOfService, lane));
        return Forwarder.Wrap(buffer, in plan, Table);
    }
}
