using Beamer.Core.Tables;

namespace Beamer.Core.Fleet;

/// <summary>How many servers the engine may take out by itself (blast radius).</summary>
internal sealed class RemovalBudget(FleetSettings settings)
{
    private readonly Queue<Removal> _removals = new();

    /// <summary>Whether one more server of a pool may be taken out now; one in a window always may.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="servers">How many servers the pool has.</param>
    /// <param name="now">The time.</param>
    internal bool Allows(PoolId pool, int servers, TimeSpan now)
    {
        while (_removals.TryPeek(out Removal oldest) && now - oldest.At > settings.RemovalWindow) _removals.Dequeue();
        int allowed = Math.Max(1, (int)(servers * settings.RemovalShareMax));
        return _removals.Count(removal => removal.Pool == pool) < allowed;
    }

    /// <summary>Counts one.</summary>
    internal void Spend(PoolId pool, TimeSpan now) => _removals.Enqueue(new Removal(pool, now));

    private readonly record struct Removal(PoolId Pool, TimeSpan At);
}
