namespace Beamer.Core.Chaining;

/// <summary>
/// The rules of the decision, one switch each. Production has them all; a test leaves one out and sees what breaks.
/// </summary>
internal readonly record struct ChainRules
{
    internal static readonly ChainRules All = new()
    {
        ExactKnowledge = true,
        RerouteData = true,
        RerouteAtFirst = true,
        RerouteLimit = true,
        SkipSelf = true,
        StaleIsSilent = true,
        LeaseGuardsReset = true,
        RerouteSyn = true,
        Admission = true,
        AdmissionGeneration = true,
        SocketsFirst = true,
        HopBudget = true,
    };

    /// <summary>R5: SYN_RECV counts only with the right acknowledgment number.</summary>
    internal bool ExactKnowledge { get; init; }

    /// <summary>R6.</summary>
    internal bool RerouteData { get; init; }

    /// <summary>R6: at the first server that knows a newer active row; without it at the end of the chain.</summary>
    internal bool RerouteAtFirst { get; init; }

    /// <summary>R6: at most two re-routes per packet.</summary>
    internal bool RerouteLimit { get; init; }

    /// <summary>R7: a server skips itself in the chain.</summary>
    internal bool SkipSelf { get; init; }

    /// <summary>R8: unknown at the end and older than what this server knows is dropped silently.</summary>
    internal bool StaleIsSilent { get; init; }

    /// <summary>R8: without a lease nothing unknown is answered.</summary>
    internal bool LeaseGuardsReset { get; init; }

    /// <summary>R9.</summary>
    internal bool RerouteSyn { get; init; }

    /// <summary>
    /// The smaller form of R9, for agents that do not re-route: a SYN of an older row is dropped, and the client sends
    /// it again. Production re-routes, so this is off.
    /// </summary>
    internal bool DropStaleSyn { get; init; }

    /// <summary>R12: who is not admitted answers nothing.</summary>
    internal bool Admission { get; init; }

    /// <summary>R12: nor does who is admitted answer a packet of a row from before.</summary>
    internal bool AdmissionGeneration { get; init; }

    /// <summary>R13.</summary>
    internal bool SocketsFirst { get; init; }

    /// <summary>R16.</summary>
    internal bool HopBudget { get; init; }
}
