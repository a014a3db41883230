namespace Beamer.Lab.Experiments;

/// <summary>How a figure must stand to its bound.</summary>
internal enum Relation
{
    /// <summary>There is no bound: it is only told.</summary>
    Any,
    Exactly,
    AtMost,
    AtLeast,
}
