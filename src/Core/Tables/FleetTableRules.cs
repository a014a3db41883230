using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Beamer.Core.Tables;

/// <summary>What makes rows and deltas acceptable. Every holder of a table asks before it changes anything.</summary>
internal static class FleetTableRules
{
    /// <summary>A damaged table may be wrong a million times; the first few sentences tell enough.</summary>
    private const int RowReasonsMax = 20;

    internal static List<string> CheckRows(
        FleetConfiguration configuration,
        AddressSet servers,
        Generation generation,
        ImmutableSortedDictionary<PoolId, BucketTable> pools)
    {
        List<string> reasons = [];
        foreach (Pool pool in configuration.Pools)
        {
            if (!pools.TryGetValue(pool.Id, out BucketTable? table))
            {
                reasons.Add($"pools[{pool.Name}] has no rows.");
                continue;
            }

            CheckPool(table, generation, servers, reasons);
        }

        foreach (PoolId id in pools.Keys.Where(id => configuration.FindPool(id) is null))
        {
            reasons.Add($"rows are given for pool {id}, which does not exist.");
        }

        return reasons;
    }

    private static void CheckPool(
        BucketTable table, Generation generation, AddressSet servers, List<string> reasons)
    {
        if (table.Pages.Whole is { } whole)
        {
            CheckRows(table, 0, whole, generation, servers, reasons);
            return;
        }

        for (int page = 0; page < table.PageCount; page++)
        {
            CheckRows(table, page * BucketTable.PageRows, table.Page(page), generation, servers, reasons);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CheckRows(
        BucketTable table,
        int firstBucket,
        ReadOnlySpan<uint> rows,
        Generation generation,
        AddressSet servers,
        List<string> reasons)
    {
        // A million rows and nearly always a good one: sentences are made only for the others.
        int stride = table.Pool.Layout.Stride;
        for (int at = 0; at < rows.Length; at += stride)
        {
            ReadOnlySpan<uint> words = rows.Slice(at, stride);
            if (words[0] <= generation.Value && IsGood(words, servers)) continue;
            if (reasons.Count >= RowReasonsMax) return;
            CheckWholeRow(table, firstBucket + (at / stride), generation, servers, reasons);
        }
    }

    private static void CheckWholeRow(
        BucketTable table, int bucket, Generation generation, AddressSet servers, List<string> reasons)
    {
        Row row = table[bucket];
        string where = Where(table.Pool, bucket);
        if (row.Generation > generation)
        {
            reasons.Add($"{where} has generation {row.Generation}, above the table's {generation}.");
        }

        CheckRow(where, table.WordsOf(bucket), row, servers, reasons);
    }

    internal static List<string> CheckDelta(FleetTable table, FleetDelta delta, AddressSet servers)
    {
        List<string> reasons = [];
        if (delta.Term < table.Term)
        {
            reasons.Add($"term {delta.Term} is lower than {table.Term}, which was seen before.");
        }

        if (delta.From != table.Generation)
        {
            reasons.Add($"from is generation {delta.From}, but this table is at {table.Generation}.");
        }

        if (delta.To <= delta.From)
        {
            reasons.Add($"to is generation {delta.To}, not after from, generation {delta.From}.");
        }

        FleetConfiguration configuration = delta.Configuration ?? table.Configuration;
        if (delta.Configuration is not null)
        {
            reasons.AddRange(FleetConfigurationRules.Check(configuration));
            CheckPoolShapes(table, configuration, reasons);
        }

        if (reasons.Count > 0) return reasons;
        CheckDeltaRows(delta, configuration, servers, reasons);
        if (reasons.Count == 0 && delta.Configuration is not null)
        {
            CheckRemovedServers(table, delta, configuration, servers, reasons);
        }

        return reasons;
    }

    /// <summary>A pool that has rows keeps its shape: they could not be read otherwise.</summary>
    internal static void CheckPoolShapes(FleetTable table, FleetConfiguration configuration, List<string> reasons)
    {
        foreach (BucketTable known in table.Pools.Values)
        {
            Pool? pool = configuration.FindPool(known.Pool.Id);
            if (pool is null) continue;
            if (pool.BucketCount == known.Pool.BucketCount && pool.PreviousMax == known.Pool.PreviousMax) continue;
            reasons.Add($"pools[{pool.Name}]: buckets and previous are fixed for the life of a pool.");
        }
    }

    private static void CheckDeltaRows(
        FleetDelta delta, FleetConfiguration configuration, AddressSet servers, List<string> reasons)
    {
        HashSet<PoolId> seen = [];
        foreach (RowSet rows in delta.Rows)
        {
            Pool? pool = configuration.FindPool(rows.Pool);
            if (pool is null)
            {
                reasons.Add($"rows are given for pool {rows.Pool}, which does not exist.");
                continue;
            }

            if (!seen.Add(rows.Pool)) reasons.Add($"pools[{pool.Name}] has two sets of rows.");
            if (rows.Layout != pool.Layout || rows.Words.Length != rows.Count * pool.Layout.Stride)
            {
                reasons.Add(
                    $"pools[{pool.Name}] rows have the wrong size: {rows.Words.Length} words for {rows.Count} rows.");
                continue;
            }

            CheckRowSet(delta, pool, rows, servers, reasons);
        }
    }

    private static void CheckRowSet(
        FleetDelta delta, Pool pool, RowSet rows, AddressSet servers, List<string> reasons)
    {
        int last = -1;
        for (int i = 0; i < rows.Count && reasons.Count < RowReasonsMax; i++)
        {
            int bucket = rows.Buckets[i];
            if (bucket >= pool.BucketCount || bucket <= last)
            {
                reasons.Add($"{Where(pool, bucket)} is out of range, out of order or given twice.");
            }

            last = bucket;
            ReadOnlySpan<uint> words = rows.WordsOf(i);
            if (words[0] == delta.To.Value && IsGood(words, servers)) continue;
            Row row = rows[i];
            if (row.Generation != delta.To)
            {
                reasons.Add(
                    $"{Where(pool, bucket)} has generation {row.Generation}; a changed row carries {delta.To}.");
            }

            CheckRow(Where(pool, bucket), words, row, servers, reasons);
        }
    }

    /// <summary>A server leaves the configuration only when no row names it any more.</summary>
    private static void CheckRemovedServers(
        FleetTable table,
        FleetDelta delta,
        FleetConfiguration configuration,
        AddressSet servers,
        List<string> reasons)
    {
        if (table.Configuration.Servers.All(server => servers.Contains(server.Address))) return;
        IEnumerable<BucketTable> kept = table.Pools.Values.Where(
            known => configuration.FindPool(known.Pool.Id) is not null);
        foreach (BucketTable known in kept)
        {
            RowSet? changed = delta.Rows.FirstOrDefault(set => set.Pool == known.Pool.Id);
            BucketTable pool = changed is null ? known : known.With(changed);
            for (int bucket = 0; bucket < pool.Pool.BucketCount && reasons.Count < RowReasonsMax; bucket++)
            {
                ReadOnlySpan<uint> words = pool.WordsOf(bucket);
                if (!IsGood(words, servers)) CheckRow(Where(pool.Pool, bucket), words, pool[bucket], servers, reasons);
            }
        }
    }

    /// <summary>Whether <see cref="CheckRow"/> would have nothing to say.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsGood(ReadOnlySpan<uint> words, AddressSet servers)
    {
        uint current = words[1];
        bool isLast = current == 0;
        if (!isLast && !servers.Contains(current)) return false;
        for (int i = 2; i < words.Length; i++)
        {
            uint previous = words[i];
            if (previous == 0)
            {
                isLast = true;
                continue;
            }

            if (isLast || words[1..i].Contains(previous) || !servers.Contains(previous)) return false;
        }

        return true;
    }

    private static void CheckRow(
        string where, ReadOnlySpan<uint> words, in Row row, AddressSet servers, List<string> reasons)
    {
        int named = words[2..].Length - words[2..].Count(0u);
        if (named != row.PreviousCount) reasons.Add($"{where} has a gap among its previous owners.");
        if (row.Current.IsNone)
        {
            if (named > 0) reasons.Add($"{where} has previous owners but no current one.");
            return;
        }

        if (!servers.Contains(row.Current))
        {
            reasons.Add($"{where} current {row.Current} is not a server of this fleet.");
        }

        for (int i = 0; i < row.PreviousCount; i++)
        {
            IPv4Address previous = row.Previous[i];
            if (previous == row.Current)
            {
                reasons.Add($"{where} names its current owner {previous} among the previous ones.");
            }

            if (row.Previous[..i].Contains(previous))
            {
                reasons.Add($"{where} names the previous owner {previous} twice.");
            }

            if (!servers.Contains(previous)) reasons.Add($"{where} previous {previous} is not a server of this fleet.");
        }
    }

    private static string Where(Pool pool, int bucket) => $"pools[{pool.Name}] bucket {bucket}";
}
