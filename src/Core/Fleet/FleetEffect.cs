using Beamer.Core.Tables;

namespace Beamer.Core.Fleet;

/// <summary>
/// What the engine wants done. The host does them in order; a store is durable before any later effect.
/// </summary>
/// <remarks>A closed set: the nested types.</remarks>
public abstract record FleetEffect
{
    private FleetEffect()
    {
    }

    /// <summary>A publication begins. Until its <see cref="StoreCommit"/>, a restart stages it again.</summary>
    /// <param name="Delta">What it changes.</param>
    /// <param name="Actor">Who wanted it: an operator's name, or <c>engine</c>.</param>
    /// <param name="Description">What it does, one sentence.</param>
    public sealed record StorePublication(FleetDelta Delta, string Actor, string Description) : FleetEffect;

    /// <summary>The publication with this generation is in force.</summary>
    public sealed record StoreCommit(Generation Generation) : FleetEffect;

    /// <summary>What operators declare has changed.</summary>
    public sealed record StoreIntent(FleetIntent Intent, string Actor, string Description) : FleetEffect;

    /// <summary>A line for the history about something that no publication carries.</summary>
    /// <param name="Actor">Who did it.</param>
    /// <param name="Description">What was done, one sentence.</param>
    public sealed record StoreEvent(string Actor, string Description) : FleetEffect;

    /// <summary>The incarnation that is admitted, or 0: none is any more.</summary>
    public sealed record StoreIncarnation(string Server, ulong Incarnation) : FleetEffect;

    /// <summary>A MUX that gets a table counts in every barrier from now on (R10), or no longer does.</summary>
    public sealed record StoreMux(string Mux, bool IsKnown) : FleetEffect;

    /// <summary>Send one message, after all earlier ones to the same follower.</summary>
    public sealed record Send(FollowerId Follower, FeedCommand Command) : FleetEffect;

    /// <summary>
    /// End a stream. The engine has forgotten it: no <c>Disconnected</c> is needed, and none does harm.
    /// </summary>
    public sealed record Close(FollowerId Follower, string Reason) : FleetEffect;

    /// <summary>Something for the audit log, one sentence.</summary>
    public sealed record Audit(string Sentence) : FleetEffect;
}
