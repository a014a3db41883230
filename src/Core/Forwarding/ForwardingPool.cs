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

    public int Stride { get; } = table.Pool.Layout.Stride;

    public HeaderTemplate Template { get; } = new(table.Pool, settings);

    /// <summary>The words of a bucket's row: generation, current, previous, zeros behind the last of these.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<uint> WordsOf(int bucket) => new(_words, bucket * Stride, Stride);

    /// <summary>How many previous owners a row names.</summary>
    /// <remarks>Without a branch that depends on the row: neighbouring flows have rows of different length.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CountPrevious(ReadOnlySpan<uint> row)
    {
        if (row.Length == 4) return (int)(((0ul - row[2]) >> 63) + ((0ul - row[3]) >> 63));
        ulong count = 0;
        for (int i = 2; i < row.Length; i++) count += (0ul - row[i]) >> 63;
        return (int)count;
    }
}
