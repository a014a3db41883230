namespace Beamer.Tests.Model.Steps;

/// <summary>How the promise can be broken.</summary>
internal enum Violation : byte
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>A packet of the live flow is answered with RST by a server that does not know it.</summary>
    Reset,

    /// <summary>The same by a half-open socket that lost the race for the SYN.</summary>
    GhostReset,

    /// <summary>
    /// All MUXes use the newest row, nothing is under way, no server in the way is down, and yet the home is not
    /// reached.
    /// </summary>
    Lost,

    /// <summary>The same, because an older socket of the same 4-tuple takes the packets.</summary>
    LostToOldSocket,

    /// <summary>A packet was sent on more often than its hop budget allows.</summary>
    Unbounded,
}
