namespace Beamer.Core.Chaining;

/// <summary>
/// What an agent does with a packet: the leaves of the decision tree, each with a counter of its own.
/// </summary>
public enum AgentAction : byte
{
    /// <summary>Dropped; <see cref="AgentVerdict.Reason"/> says why.</summary>
    Drop = 0,

    /// <summary>To the local stack: it opens a flow (a pure SYN), or its protocol keeps no flows.</summary>
    DeliverNew = 1,

    /// <summary>To the local stack: the kernel knows the flow.</summary>
    DeliverKnown = 2,

    /// <summary>To the local stack, which answers with RST: nobody knows the flow.</summary>
    DeliverUnknown = 3,

    /// <summary>To the next previous owner in the header (R7).</summary>
    ForwardToPrevious = 4,

    /// <summary>Along this server's own newer row, which replaces the header's (R6, R9).</summary>
    ForwardByOwnRow = 5,
}
