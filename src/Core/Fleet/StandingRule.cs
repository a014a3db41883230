namespace Beamer.Core.Fleet;

/// <summary>R11: what follows for the next plan from how a server is. Pure.</summary>
internal static class StandingRule
{
    /// <summary>Only the data plane's verdict takes a server out of the rows that name it, or an operator.</summary>
    /// <param name="state">Where it stands in its life.</param>
    /// <param name="isForcedOut">An operator removed it although rows name it.</param>
    /// <param name="mayOwn">Wanted by the operator, and not taken out.</param>
    /// <param name="isWell">Nothing speaks against more buckets.</param>
    /// <param name="ownsBuckets">Some bucket is its own now.</param>
    /// <param name="rules">The rules in force.</param>
    internal static Standing Of(
        ServerState state, bool isForcedOut, bool mayOwn, bool isWell, bool ownsBuckets, FleetRules rules)
    {
        if (state == ServerState.Dead || isForcedOut) return Standing.Dead;
        if (!rules.SilenceIsNoDeath && state == ServerState.Suspected) return Standing.Dead;
        if (!mayOwn) return Standing.Leaves;
        if (state == ServerState.Active && isWell) return Standing.Receives;
        return ownsBuckets ? Standing.Keeps : Standing.Leaves;
    }
}
