namespace Beamer.Core.Fleet;

/// <summary>What happens to a server and may change its state.</summary>
public enum ServerEvent
{
    /// <summary>Its incarnation was admitted (R12).</summary>
    Admit,

    /// <summary>The operator wants it to own no bucket.</summary>
    Drain,

    /// <summary>The operator wants it to own buckets again.</summary>
    Restore,

    /// <summary>The last row that named it was replaced.</summary>
    Empty,

    /// <summary>A row names it again.</summary>
    Fill,

    /// <summary>Its agent said nothing for longer than a lease.</summary>
    Silence,

    /// <summary>Its agent spoke again.</summary>
    Hear,

    /// <summary>The majority of live MUXes found it dead.</summary>
    Die,

    /// <summary>It is back without what it knew: a new incarnation, or one that was taken for dead.</summary>
    Return,
}
