namespace Beamer.Core.Fleet;

/// <summary>R12: when a new incarnation may answer. Pure: the engine brings the facts.</summary>
internal static class AdmissionRule
{
    /// <summary>Whether rows that mean a former incarnation have to be published anew first.</summary>
    /// <param name="isNamed">Whether any row names the server.</param>
    /// <param name="rules">The rules in force.</param>
    internal static bool NeedsRenewal(bool isNamed, FleetRules rules) => rules.AdmissionRepublish && isNamed;

    /// <summary>Whether the agent has a table in which no row means a former incarnation.</summary>
    /// <param name="acked">What it acknowledged last.</param>
    /// <param name="cleanAt">From this generation on no row does.</param>
    internal static bool HasCleanTable(Knowledge acked, Generation cleanAt) =>
        acked != Knowledge.Nothing && acked.Committed >= cleanAt;
}
