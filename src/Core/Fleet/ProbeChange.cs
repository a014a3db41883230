namespace Beamer.Core.Fleet;

/// <summary>What a line of a probe report changed in what all MUXes say of a server.</summary>
[Flags]
internal enum ProbeChange
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>One MUX finds it up, or down, and did not before.</summary>
    Verdict = 1,

    /// <summary>One MUX votes for its death, or does not any more.</summary>
    Vote = 2,
}
