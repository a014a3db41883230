namespace Beamer.Core.Fleet;

/// <summary>What a series of probe results says, from the worst to the best.</summary>
public enum HealthVerdict
{
    /// <summary>Too many of the last results failed.</summary>
    Down,

    /// <summary>Too little is known.</summary>
    Unknown,

    /// <summary>Enough of the last results were answers.</summary>
    Up,
}
