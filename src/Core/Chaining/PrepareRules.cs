using System.Collections.Immutable;
using Beamer.Core.Tables;

namespace Beamer.Core.Chaining;

/// <summary>What makes a prepare acceptable to an agent.</summary>
internal static class PrepareRules
{
    internal static List<string> Check(
        AgentView view, Generation generation, FleetConfiguration? configuration, ImmutableArray<RowSet> rows)
    {
        List<string> reasons = configuration is null ? [] : FleetConfigurationRules.Check(configuration);
        if (generation < view.Committed.Generation)
        {
            reasons.Add($"generation {generation} is older than {view.Committed.Generation}, which is in force.");
        }

        if (configuration is not null) FleetTableRules.CheckPoolShapes(view.Committed, configuration, reasons);
        FleetConfiguration coming = configuration ?? view.Configuration;
        foreach (RowSet set in rows) CheckRows(set, generation, coming.FindPool(set.Pool), reasons);
        return reasons;
    }

    private static void CheckRows(RowSet set, Generation generation, Pool? pool, List<string> reasons)
    {
        if (pool is null)
        {
            reasons.Add($"rows are given for pool {set.Pool}, which does not exist.");
            return;
        }

        if (set.Layout != pool.Layout || set.Words.Length != set.Count * pool.Layout.Stride)
        {
            reasons.Add($"pools[{pool.Name}] rows have the wrong size: {set.Words.Length} words for {set.Count} rows.");
            return;
        }

        for (int i = 0; i < set.Count; i++)
        {
            if (set.Buckets[i] < 0 || set.Buckets[i] >= pool.BucketCount)
            {
                reasons.Add($"pools[{pool.Name}] bucket {set.Buckets[i]} is out of range.");
                return;
            }

            if (set[i].Generation == generation) continue;
            string where = $"pools[{pool.Name}] bucket {set.Buckets[i]}";
            reasons.Add($"{where} has generation {set[i].Generation}; a prepared row carries {generation}.");
            return;
        }
    }
}
