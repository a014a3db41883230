using System.Runtime.InteropServices;
using Beamer.Core.Tables;

namespace Beamer.Core.Fleet;

/// <summary>Who is named by how many rows of a table.</summary>
internal sealed class RowCensus
{
    private readonly Dictionary<IPv4Address, int> _owned = [];
    private readonly Dictionary<IPv4Address, int> _previous = [];
    private readonly Dictionary<IPv4Address, Generation> _oldest = [];
    private readonly Dictionary<PoolId, PoolCensus> _pools = [];

    internal static RowCensus Of(FleetTable table)
    {
        RowCensus census = new();
        foreach (BucketTable pool in table.Pools.Values) census.Read(pool);
        return census;
    }

    /// <summary>Buckets that a server owns.</summary>
    internal int Owned(IPv4Address server) => _owned.GetValueOrDefault(server);

    /// <summary>Buckets in which a server is a previous owner.</summary>
    internal int Previous(IPv4Address server) => _previous.GetValueOrDefault(server);

    /// <summary>Whether any row names a server.</summary>
    internal bool Names(IPv4Address server) => _owned.ContainsKey(server) || _previous.ContainsKey(server);

    /// <summary>The oldest row that names a server as previous owner, or null.</summary>
    internal Generation? OldestPrevious(IPv4Address server) =>
        _oldest.TryGetValue(server, out Generation oldest) ? oldest : null;

    /// <summary>The totals of a pool.</summary>
    internal PoolCensus Pool(PoolId pool) => _pools.GetValueOrDefault(pool);

    private void Read(BucketTable table)
    {
        int owned = 0;
        int unsettled = 0;
        uint oldest = uint.MaxValue;
        for (int bucket = 0; bucket < table.Pool.BucketCount; bucket++)
        {
            ReadOnlySpan<uint> row = table.WordsOf(bucket);
            if (row[1] == 0) continue;
            owned++;
            CollectionsMarshal.GetValueRefOrAddDefault(_owned, new IPv4Address(row[1]), out _)++;
            if (row.Length == 2 || row[2] == 0) continue;
            unsettled++;
            oldest = Math.Min(oldest, row[0]);
            ReadPrevious(row);
        }

        _pools[table.Pool.Id] = new PoolCensus(owned, unsettled, new Generation(oldest));
    }

    private void ReadPrevious(ReadOnlySpan<uint> row)
    {
        foreach (uint previous in row[2..])
        {
            if (previous == 0) return;
            IPv4Address server = new(previous);
            CollectionsMarshal.GetValueRefOrAddDefault(_previous, server, out _)++;
            ref Generation oldest = ref CollectionsMarshal.GetValueRefOrAddDefault(_oldest, server, out bool known);
            if (!known || row[0] < oldest.Value) oldest = new Generation(row[0]);
        }
    }

    /// <summary>The totals of a pool.</summary>
    /// <param name="Owned">Buckets with an owner.</param>
    /// <param name="Unsettled">Buckets with previous owners.</param>
    /// <param name="OldestUnsettled">The oldest of their generations; meaningless when there is none.</param>
    internal readonly record struct PoolCensus(int Owned, int Unsettled, Generation OldestUnsettled);
}
