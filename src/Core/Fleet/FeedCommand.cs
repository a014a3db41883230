using System.Collections.Immutable;
using Beamer.Core.Tables;

namespace Beamer.Core.Fleet;

/// <summary>A word of the controller to one follower. A closed set: the nested types.</summary>
public abstract record FeedCommand
{
    private FeedCommand()
    {
    }

    /// <summary>The whole committed table.</summary>
    public sealed record Snapshot(FleetTable Table) : FeedCommand;

    /// <summary>New rows for an agent, before any MUX may use them (R3).</summary>
    /// <param name="Generation">Of the publication.</param>
    /// <param name="Stage">Which of the two prepares.</param>
    /// <param name="Configuration">The new configuration, or null when it stays.</param>
    /// <param name="Rows">Those in which this agent has a part in this stage.</param>
    public sealed record Prepare(
        Generation Generation,
        PublicationStage Stage,
        FleetConfiguration? Configuration,
        ImmutableArray<RowSet> Rows) : FeedCommand;

    /// <summary>From now on the delta is in force.</summary>
    public sealed record Commit(FleetDelta Delta) : FeedCommand;

    /// <summary>The right to answer RST at a chain's end.</summary>
    /// <param name="Duration">How long, since the agent sent its newest status.</param>
    /// <param name="StatusSentAt">When that was, by the agent's own clock; 0 when there was none.</param>
    public sealed record Lease(TimeSpan Duration, ulong StatusSentAt) : FeedCommand;

    /// <summary>
    /// From now on this incarnation may answer; what is older than its rows at this generation is dropped (R12).
    /// </summary>
    public sealed record Admit(ulong Incarnation, Generation Generation) : FeedCommand;

    /// <summary>Count the sockets of every bucket and answer with the token.</summary>
    public sealed record Count(ulong Token) : FeedCommand;

    /// <summary>
    /// End the connections of every bucket of which this server is an unsettled previous owner, and tell how many.
    /// </summary>
    public sealed record Break(ulong Token) : FeedCommand;
}
