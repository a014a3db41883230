using System.Collections.Immutable;
using Beamer.Core.Tables;

namespace Beamer.Core.Planning;

/// <summary>What the planner wants published for one pool, and what has to wait.</summary>
/// <param name="Rows">Every row that changes: moved, or freed of dead previous owners. Null when none does.</param>
/// <param name="Moves">The buckets that change their owner, ascending.</param>
/// <param name="Queued">The moves that a rule forbids for now.</param>
public sealed record MovePlan(RowSet? Rows, ImmutableArray<PlannedMove> Moves, ImmutableArray<QueuedMove> Queued)
{
    /// <summary>Nothing to do.</summary>
    public static readonly MovePlan Nothing = new(null, [], []);
}
