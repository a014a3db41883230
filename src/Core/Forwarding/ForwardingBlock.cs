using System.Runtime.CompilerServices;
using Beamer.Core.Hashing;

namespace Beamer.Core.Forwarding;

/// <summary>The packets of one batch, from the reading of their headers to the writing of the outer ones.</summary>
/// <remarks>
/// <para>
/// <see cref="Read"/> each frame, <see cref="Place"/> all of them, then <see cref="Forwarder.Wrap"/> each. Between the
/// last two a worker asks for the rows' memory (<see cref="ForwardingTable.RowOf"/>), which arrives while other
/// headers are written.
/// </para>
/// One thread; one table per batch. Nothing is allocated after the constructor.
/// </remarks>
public sealed class ForwardingBlock
{
    private readonly ForwardingPlan[] _plans;
    private readonly FlowHashBlock _hashes;

    /// <param name="capacity">Packets per batch, 1 or more.</param>
    public ForwardingBlock(int capacity)
    {
        Invariant.Require(capacity > 0, "a block has room for a packet");
        _plans = new ForwardingPlan[capacity];
        _hashes = new FlowHashBlock(capacity);
    }

    /// <summary>What is known of a packet; its bucket only after <see cref="Place"/>.</summary>
    /// <param name="index">0..capacity − 1.</param>
    public ref readonly ForwardingPlan this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _plans[index];
    }

    /// <summary>Reads a frame and finds its service. The frame is not changed.</summary>
    /// <param name="index">Its place in the block.</param>
    /// <param name="buffer">As for <see cref="Forwarder.Forward"/>.</param>
    /// <param name="start">Where the frame begins.</param>
    /// <param name="length">Bytes of the frame.</param>
    /// <param name="table">The table of this batch.</param>
    public void Read(int index, ReadOnlySpan<byte> buffer, int start, int length, ForwardingTable table)
    {
        ForwardingPool? pool = Forwarder.Read(
            buffer, start, length, table, ref _plans[index], out FlowWords words);
        if (pool is not null) _hashes.Set(index, pool.Key, words);
    }

    /// <summary>Finds the buckets of the first packets of the block.</summary>
    /// <param name="count">How many were read.</param>
    public void Place(int count)
    {
        _hashes.Compute(count);
        for (int i = 0; i < count; i++)
        {
            ref ForwardingPlan plan = ref _plans[i];
            if (plan.HasRow) plan.Place(_hashes[i]);
        }
    }
}
