using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;

namespace Beamer.Core.Forwarding;

/// <summary>One pool as the forwarder needs it: what is the same for all its packets, side by side.</summary>
/// <param name="table">The pool.</param>
/// <param name="words">Its rows, one after the other.</param>
/// <param name="settings">This MUX's part of the headers.</param>
internal sealed class ForwardingPool(BucketTable table, uint[] words, ForwardingSettings settings)
{
    private readonly uint[] _words = words;

    public PoolId Id { get; } = table.Pool.Id;

    public SipKey Key { get; } = table.Pool.Key;

    public int BucketCount { get; } = table.Pool.BucketCount;

    /// <summary>Words per row; 4 with K = 2, the common case.</summary>
    public int Stride { get; } = table.Pool.Layout.Stride;

    public HeaderTemplate Template { get; } = new(table.Pool, settings);

    /// <summary>What lanes need of the pool, in one register.</summary>
    /// <remarks>
    /// <code>
    /// +-----------+-----------+---------------+-------------------------------+---------------------------+
    /// | key, K0   | key, K1   | bucket count  | pool as in the chain header   | longest outer packet      |
    /// +-----------+-----------+---------------+-------------------------------+---------------------------+
    ///  64 bits     64 bits     64 bits         32 bits                         32 bits; 0: not by lanes
    /// </code>
    /// </remarks>
    public Vector256<ulong> Line { get; } = Vector256.Create(
        table.Pool.Key.K0,
        table.Pool.Key.K1,
        (ulong)table.Pool.BucketCount,
        ((ulong)table.Pool.Id.Value << 20)
            | (OuterHeaderLanes.Fits(table.Pool) ? (ulong)settings.FabricMtuBytes << 32 : 0));

    /// <summary>Whether <see cref="OuterHeaderLanes"/> can write the headers.</summary>
    public bool IsByLanes { get; } = OuterHeaderLanes.Fits(table.Pool);

    /// <summary>A row of a pool whose headers are written by lanes, in one register.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<uint> LaneRowOf(int bucket) => Vector128.LoadUnsafe(in _words[bucket * OuterHeaderLanes.Stride]);

    /// <summary>
    /// The first word of a bucket's row: generation, current, previous, and zeros behind the last of these.
    /// </summary>
    /// <remarks>The others may be read behind it, <see cref="Stride"/> in all: an array holds whole rows.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref readonly uint RowOf(int bucket) => ref _words[bucket * Stride];

    /// <summary>How many previous owners a row of this pool names.</summary>
    /// <remarks>Without a branch that depends on the row: neighbouring flows have rows of different length.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int CountPrevious(ref readonly uint row) =>
        Stride == 4 ? IsSet(in row, 2) + IsSet(in row, 3) : CountAny(in row);

    private int CountAny(ref readonly uint row)
    {
        int count = 0;
        for (int i = 2; i < Stride; i++) count += IsSet(in row, i);
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int IsSet(ref readonly uint row, int word) =>
        (int)((0ul - Unsafe.Add(ref Unsafe.AsRef(in row), word)) >> 63);
}
