using Beamer.Core.Tables;

namespace Beamer.Core.Fleet;

/// <summary>How many servers the engine may take out by itself (blast radius).</summary>
/// <remarks>A server that goes twice takes nothing more from its pool than one that goes once.</remarks>
internal sealed class RemovalBudget(FleetSettings settings)
{
    private readonly Queue<Removal> _removals = new();

    /// <summary>Whether a server of a pool may be taken out now; one in a window always may.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="server">The server.</param>
    /// <param name="servers">How many servers the pool has.</param>
    /// <param name="now">The time.</param>
    internal bool Allows(PoolId pool, string server, int servers, TimeSpan now)
    {
        while (_removals.TryPeek(out Removal oldest) && now - oldest.At > settings.RemovalWindow) _removals.Dequeue();
        int allowed = Math.Max(1, (int)(servers * settings.RemovalShareMax));
        HashSet<string> gone = [.. _removals.Where(removal => removal.Pool == pool).Select(removal => removal.Server)];
        return gone.Contains(server) || gone.Count < allowed;
    }

    /// <summary>Counts one.</summary>
    internal void Spend(PoolId pool, string server, TimeSpan now) => _removals.Enqueue(new Removal(pool, server, now));

    private readonly record struct Removal(PoolId Pool, string Server, TimeSpan At);
}
