using Beamer.Core;
using Beamer.Core.Tables;

namespace Beamer.Tests.Benchmarks;

/// <summary>A table and those that follow it, as a MUX makes them of what the feed brings.</summary>
internal sealed class TableSteps
{
    private const int DeltaRows = 1000;

    private readonly Pool _pool;
    private readonly uint[][] _words;
    private int _snapshots;

    /// <param name="buckets">Rows of the only pool.</param>
    /// <param name="servers">How many own them.</param>
    public TableSteps(int buckets, int servers)
    {
        FleetTable fleet = BenchmarkFleet.Create(buckets, servers, previous: 2);
        _pool = fleet.Configuration.Pools[0];
        // Two of them that differ in every row.
        _words = [BenchmarkFleet.Words(_pool, servers, 2, shift: 0), BenchmarkFleet.Words(_pool, servers, 2, shift: 1)];
        First = fleet;
    }

    /// <summary>The first one.</summary>
    public FleetTable First { get; }

    /// <summary>A whole table in which every row differs from the snapshot before.</summary>
    public FleetTable Snapshot(FleetTable now)
    {
        // A copy, as the words of a message are copied out of it.
        BucketTable rows = BucketTable.FromWords(_pool, [.. _words[++_snapshots % 2]]);
        bool good = FleetTable.TryCreate(
            now.Term,
            now.Generation.Next(),
            now.Configuration,
            [rows],
            out FleetTable table,
            out List<string> reasons);
        return Require(good, table, reasons);
    }

    /// <summary>What changes a thousand rows that lie far from each other.</summary>
    public FleetDelta Delta(FleetTable now)
    {
        Generation generation = now.Generation.Next();
        BucketTable rows = now.Pools[_pool.Id];
        RowSet moved = RowSet.From(_pool, Enumerable.Range(0, DeltaRows).Select(i =>
        {
            int bucket = (int)((long)i * _pool.BucketCount / DeltaRows);
            Row old = rows[bucket];
            return KeyValuePair.Create(bucket, new Row(generation, old.Previous[0], old.Current, old.Previous[1]));
        }));
        return now.NextDelta(now.Term, null, [moved]);
    }

    /// <summary>The table after it.</summary>
    public static FleetTable Apply(FleetTable now, FleetDelta delta)
    {
        bool good = now.TryApply(delta, out FleetTable table, out List<string> reasons);
        return Require(good, table, reasons);
    }

    private static FleetTable Require(bool good, FleetTable table, List<string> reasons) => good
        ? table
        : throw new InvalidOperationException(string.Join(' ', reasons));
}
