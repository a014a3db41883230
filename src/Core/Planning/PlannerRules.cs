namespace Beamer.Core.Planning;

/// <summary>The planner's rules, each of which a test can leave out to show what it is for.</summary>
/// <remarks>Production code has one value: <see cref="All"/>.</remarks>
/// <param name="Coverage">
/// R2: a move must leave room for every live unsettled owner; off, the oldest are forgotten.
/// </param>
/// <param name="NoMoveBack">R14: no move to an unsettled previous owner.</param>
/// <param name="SettledFirst">Settled buckets move before unsettled ones, the longest settled first.</param>
/// <param name="KeepTies">Among equal remainders the server that already has the bucket gets it.</param>
internal sealed record PlannerRules(
    bool Coverage = true, bool NoMoveBack = true, bool SettledFirst = true, bool KeepTies = true)
{
    /// <summary>Every rule in force.</summary>
    internal static readonly PlannerRules All = new();
}
