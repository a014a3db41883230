using Beamer.Core.Planning;

namespace Beamer.Core.Fleet;

/// <summary>The engine's rules, each of which a test can leave out to show what it is for.</summary>
/// <remarks>Production code has one value: <see cref="All"/>.</remarks>
/// <param name="Staging">R3: agents acknowledge before any MUX may use a row.</param>
/// <param name="OldOwnerLast">R3: the old owner learns a row after everybody else whom it concerns.</param>
/// <param name="LeaseGuardsSkip">R3: an agent is skipped only when its lease has certainly ended.</param>
/// <param name="LeaseNeedsKnowledge">R8: who was skipped gets no lease before it has caught up.</param>
/// <param name="SettleBarrier">R10: every known MUX and agent acknowledged the row.</param>
/// <param name="SettleDelay">R10: D passed since.</param>
/// <param name="SettleCount">R10: the previous owner has no socket of the bucket.</param>
/// <param name="SettleCookies">R10: and no valid SYN cookie.</param>
/// <param name="MoveBarrier">
/// A bucket moves again only after every MUX knows its last move, unless its owner is dead.
/// </param>
/// <param name="DeathMajority">R11: more than half of the live MUXes agree.</param>
/// <param name="SilenceIsNoDeath">R11: a suspected server stays in rows as a previous owner.</param>
/// <param name="AdmissionRepublish">
/// R12: rows that name the old incarnation are published anew before admission.
/// </param>
/// <param name="BlastRadius">Limits on what one change, and the engine by itself, may move.</param>
/// <param name="DampedHealth">A server that is not reached steadily gets no new buckets.</param>
/// <param name="FlapDamping">Nor does one that came and went too often.</param>
/// <param name="SlowStart">A server that comes into a pool that others serve gets its weight in steps.</param>
/// <param name="Freeze">In a frozen fleet only buckets whose owner is dead move.</param>
internal sealed record FleetRules(
    bool Staging = true,
    bool OldOwnerLast = true,
    bool LeaseGuardsSkip = true,
    bool LeaseNeedsKnowledge = true,
    bool SettleBarrier = true,
    bool SettleDelay = true,
    bool SettleCount = true,
    bool SettleCookies = true,
    bool MoveBarrier = true,
    bool DeathMajority = true,
    bool SilenceIsNoDeath = true,
    bool AdmissionRepublish = true,
    bool BlastRadius = true,
    bool DampedHealth = true,
    bool FlapDamping = true,
    bool SlowStart = true,
    bool Freeze = true)
{
    /// <summary>Those of the planner.</summary>
    internal PlannerRules Planner { get; init; } = PlannerRules.All;

    /// <summary>Every rule in force.</summary>
    internal static readonly FleetRules All = new();
}
