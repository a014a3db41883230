namespace Beamer.Controller.Store;

/// <summary>The single numbers of the store.</summary>
internal static class MetaKey
{
    /// <summary>Version of the tables' shapes.</summary>
    internal const string Format = "format";

    /// <summary>How often a controller started on this store.</summary>
    internal const string Term = "term";

    /// <summary>The newest generation that is in force; at most one publication is stored above it.</summary>
    internal const string Committed = "committed";

    /// <summary>How many transactions were made; the write mark holds it too.</summary>
    internal const string Sequence = "sequence";

    /// <summary>The sum of the checksums of all other records: a record that vanished is missed.</summary>
    internal const string Seal = "seal";
}
