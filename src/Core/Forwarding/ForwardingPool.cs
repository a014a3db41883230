using System.Runtime.CompilerServices;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;

namespace Beamer.Core.Forwarding;

/// <summary>One pool as the forwarder needs it: what is the same for all its packets, side by side.</summary>
internal sealed class ForwardingPool(BucketTable table, ForwardingSettings settings)
{
    private readonly uint[] _words = table.Array;

    public PoolId Id { get; } = table.Pool.Id;

    public SipKey Key { get; } = table.Pool.Key;

    public int BucketCount { get; } = table.Pool.BucketCount;

    /// <summary>Words per row; 4 with K = 2, the common case.</summary>
    public int Stride { get; } = table.Pool.Layout.Stride;

    public HeaderTemplate Template { get; } = new(table.Pool, settings);

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
