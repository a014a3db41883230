using System.Collections.Immutable;

namespace Beamer.Core.Fleet;

/// <summary>What a change would do, or does.</summary>
/// <param name="Moves">Buckets that change their owner, grouped.</param>
/// <param name="Queued">Moves that have to wait, grouped by reason.</param>
/// <param name="Changes">What else changes, one sentence each.</param>
public sealed record ChangePlan(
    ImmutableArray<PlanMove> Moves, ImmutableArray<PlanQueue> Queued, ImmutableArray<string> Changes)
{
    /// <summary>Nothing changes.</summary>
    public static readonly ChangePlan Nothing = new([], [], []);
}
