namespace Beamer.Core.Announcing;

/// <summary>Why a MUX is to get no packets.</summary>
public enum WithdrawReason
{
    /// <summary>It may get them.</summary>
    None,

    /// <summary>It has no table.</summary>
    NoTable,

    /// <summary>Its interface is down, or a worker hangs.</summary>
    DataPlaneDown,

    /// <summary>It has just started, and no server has answered a probe yet (R17).</summary>
    NotCompared,

    /// <summary>It has just started, with a table older than servers report (R17).</summary>
    OlderThanAgents,

    /// <summary>Most of the other MUXes have had a newer table for too long (R15).</summary>
    BehindPeers,

    /// <summary>An operator drains it.</summary>
    Draining,

    /// <summary>It stops.</summary>
    Stopping,
}
