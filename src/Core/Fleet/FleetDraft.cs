using System.Collections.Immutable;
using Beamer.Core.Tables;

namespace Beamer.Core.Fleet;

/// <summary>What the next publication would hold.</summary>
/// <param name="Configuration">The new configuration, or null when it stays.</param>
/// <param name="Pools">One draft per pool that was looked at.</param>
/// <param name="Cleans">Servers whose former incarnation no row means afterwards.</param>
internal sealed record FleetDraft(
    FleetConfiguration? Configuration,
    ImmutableArray<PoolDraft> Pools,
    ImmutableArray<KeyValuePair<string, ulong>> Cleans)
{
    internal ImmutableArray<RowSet> Rows => [.. Pools.Select(pool => pool.Result()).OfType<RowSet>()];

    internal bool IsEmpty => Configuration is null && Pools.All(pool => pool.Result() is null);

    internal int Queued => Pools.Sum(pool => pool.Queued.Values.Sum());

    /// <summary>Buckets of a pool that leave an owner; a first fill takes nothing from anybody.</summary>
    internal static int CountMoved(PoolDraft pool) => pool.Moves.Count(move => !move.From.IsNone);

    internal ChangePlan ToPlan(Func<IPv4Address, string> nameOf, IEnumerable<string> changes) => new(
        [.. Pools.SelectMany(pool => pool.Grouped(nameOf))],
        [
            .. Pools.SelectMany(
                pool => pool.Queued.Select(entry => new PlanQueue(pool.Pool.Name, entry.Value, entry.Key))),
        ],
        [.. changes]);

    /// <summary>One sentence for the audit log.</summary>
    internal string Describe()
    {
        List<string> parts = [];
        int moved = Pools.Sum(pool => pool.Moves.Count);
        int settled = Pools.Sum(pool => pool.Settled);
        if (Configuration is not null) parts.Add("a new configuration");
        if (moved > 0) parts.Add($"{moved} buckets moved");
        if (settled > 0) parts.Add($"{settled} rows settled");
        if (!Cleans.IsEmpty) parts.Add($"rows renewed for {string.Join(", ", Cleans.Select(clean => clean.Key))}");
        if (parts.Count == 0) parts.Add("dead previous owners left");
        return string.Join(", ", parts) + ".";
    }
}
