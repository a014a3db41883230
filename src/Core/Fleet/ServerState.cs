namespace Beamer.Core.Fleet;

/// <summary>Where a server stands in its life.</summary>
public enum ServerState
{
    /// <summary>Declared; its agent is not admitted (R12), so it answers nothing.</summary>
    Joining,

    /// <summary>Owns its share of the buckets.</summary>
    Active,

    /// <summary>Gives its buckets away; its flows finish in their own time.</summary>
    Draining,

    /// <summary>No row names it: it may be removed.</summary>
    Drained,

    /// <summary>
    /// Silent on the control channel for longer than a lease: no new bucket, but stays in rows (R11).
    /// </summary>
    Suspected,

    /// <summary>The majority of live MUXes cannot reach it: leaves every row (R11).</summary>
    Dead,
}
