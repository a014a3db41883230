namespace Beamer.Core.Fleet;

/// <summary>Who is waited for, because it may hold a lease, and who gets one. Pure: the engine brings facts.</summary>
internal static class LeaseRule
{
    /// <summary>R3: whether a publication waits for an agent that has not learned it.</summary>
    /// <param name="mayHoldLease">Admitted, and its last lease has not certainly ended.</param>
    /// <param name="isAdmitted">Whether it may answer at all.</param>
    /// <param name="isConnected">Whether the controller hears it.</param>
    /// <param name="rules">The rules in force.</param>
    internal static bool IsWaitedFor(bool mayHoldLease, bool isAdmitted, bool isConnected, FleetRules rules) =>
        rules.LeaseGuardsSkip ? mayHoldLease : isAdmitted && isConnected;

    /// <summary>R8: whether an agent knows enough for a lease.</summary>
    /// <param name="acked">What it acknowledged last.</param>
    /// <param name="mustKnow">What was committed without it.</param>
    /// <param name="rules">The rules in force.</param>
    internal static bool KnowsEnough(Knowledge acked, Knowledge mustKnow, FleetRules rules) =>
        !rules.LeaseNeedsKnowledge || acked >= mustKnow;
}
