using System.Collections.Immutable;
using Beamer.Core.Tables;

namespace Beamer.Core.Fleet;

/// <summary>What one count of sockets proves (R10).</summary>
/// <remarks>
/// It speaks for rows up to a generation: their barrier held before it was taken, and no SYN cookie of theirs is valid
/// any more. It never expires, because nothing hands this server another flow of such a row.
/// </remarks>
internal sealed class SettleProof(Generation line, ImmutableDictionary<PoolId, ImmutableDictionary<int, uint>> busy)
{
    internal Generation Line { get; } = line;

    internal static SettleProof From(SocketCounts counts, Generation line)
    {
        var busy = ImmutableDictionary.CreateBuilder<PoolId, ImmutableDictionary<int, uint>>();
        foreach (PoolSocketCounts pool in counts.Pools)
        {
            var buckets = ImmutableDictionary.CreateBuilder<int, uint>();
            for (int i = 0; i < pool.Buckets.Length; i++)
            {
                if (pool.Counts[i] > 0) buckets[pool.Buckets[i]] = pool.Counts[i];
            }

            busy[pool.Pool] = buckets.ToImmutable();
        }

        return new SettleProof(line, busy.ToImmutable());
    }

    /// <summary>The buckets of a pool with live connections, and how many.</summary>
    internal ImmutableDictionary<int, uint> Busy(PoolId pool) =>
        busy.GetValueOrDefault(pool) ?? ImmutableDictionary<int, uint>.Empty;

    private uint Count(PoolId pool, int bucket) =>
        busy.TryGetValue(pool, out ImmutableDictionary<int, uint>? buckets)
            && buckets.TryGetValue(bucket, out uint count)
            ? count
            : 0;

    /// <summary>Whether the server owns nothing in this bucket, by a count that speaks for this row.</summary>
    internal bool Frees(PoolId pool, int bucket, Generation row) => row <= Line && Count(pool, bucket) == 0;
}
