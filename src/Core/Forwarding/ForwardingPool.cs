using System.Runtime.CompilerServices;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;

namespace Beamer.Core.Forwarding;

/// <summary>One pool as the forwarder needs it: what is the same for all its packets, side by side.</summary>
internal sealed class ForwardingPool(BucketTable table, ForwardingSettings settings)
{
    private readonly BucketTable _table = table;

    public PoolId Id { get; } = table.Pool.Id;

    public SipKey Key { get; } = table.Pool.Key;

    public int BucketCount { get; } = table.Pool.BucketCount;

    public int Stride { get; } = table.Pool.Layout.Stride;

    public HeaderTemplate Template { get; } = new(table.Pool, settings);

    /// <summary>The words of a bucket's row up to its last previous owner: generation, current, previous...</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<uint> WordsOf(int bucket)
    {
        ReadOnlySpan<uint> words = _table.Words.Slice(bucket * Stride, Stride);
        int used = 2;
        while (used < words.Length && words[used] != 0) used++;
        return words[..used];
    }
}
