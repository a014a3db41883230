using Beamer.Core.Tables;

namespace Beamer.Core.Fleet;

/// <summary>R10: when a previous owner may leave a row. Pure; the engine brings what it knows.</summary>
internal static class SettleRule
{
    /// <summary>The newest generation that everybody who counts knows: rows up to it have their barrier.</summary>
    /// <param name="committed">The newest committed generation.</param>
    /// <param name="muxes">What each MUX that may hold a table has acknowledged, connected or not.</param>
    /// <param name="agents">What each agent that may hold a lease has acknowledged.</param>
    /// <param name="rules">Without the barrier nobody counts.</param>
    internal static Generation Barrier(
        Generation committed, IEnumerable<Generation> muxes, IEnumerable<Generation> agents, FleetRules rules) =>
        rules.SettleBarrier ? Least(committed, muxes.Concat(agents)) : committed;

    /// <summary>The smallest of these; <paramref name="committed"/> when there is none.</summary>
    internal static Generation Least(Generation committed, IEnumerable<Generation> acknowledged)
    {
        Generation least = committed;
        foreach (Generation generation in acknowledged)
        {
            if (generation < least) least = generation;
        }

        return least;
    }

    /// <summary>Whether an admitted previous owner may leave a row.</summary>
    /// <param name="proof">Its last count of sockets, or null.</param>
    /// <param name="pool">The row's pool.</param>
    /// <param name="bucket">The row's bucket.</param>
    /// <param name="row">The generation of the row.</param>
    /// <param name="line">Rows up to here have had their barrier for longer than packets live.</param>
    /// <param name="rules">The rules in force.</param>
    internal static bool MayLeave(
        SettleProof? proof, PoolId pool, int bucket, Generation row, Generation line, FleetRules rules)
    {
        if (row > line || proof is null) return false;
        return rules.SettleCount ? proof.Frees(pool, bucket, row) : row <= proof.Line;
    }
}
