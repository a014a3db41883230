namespace Beamer.Core.Fleet;

/// <summary>What the next plan may do with a server.</summary>
internal enum Standing
{
    /// <summary>May own more buckets.</summary>
    Receives,

    /// <summary>
    /// Keeps what it owns until it is clear how it stands: restarting, or beyond the limits on removals.
    /// </summary>
    Keeps,

    /// <summary>Gives its buckets away and stays in rows as a previous owner.</summary>
    Leaves,

    /// <summary>Leaves every row at once.</summary>
    Dead,
}
