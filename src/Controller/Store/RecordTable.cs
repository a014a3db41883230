namespace Beamer.Controller.Store;

/// <summary>The shape of a table of the store. Every table has one column more: the checksum of the others.</summary>
/// <param name="Name">The table's.</param>
/// <param name="KeyColumns">How many of the columns, the first ones, make the key.</param>
/// <param name="Columns">Name and type, as SQL has them.</param>
internal sealed record RecordTable(string Name, int KeyColumns, params string[] Columns)
{
    /// <summary>Single numbers: see <see cref="MetaKey"/>.</summary>
    internal static readonly RecordTable Meta = new("meta", 1, "key TEXT", "value INTEGER");

    /// <summary>Every publication since the oldest snapshot.</summary>
    internal static readonly RecordTable Publications = new(
        "publications",
        1,
        "generation INTEGER",
        "previous INTEGER",
        "term INTEGER",
        "time INTEGER",
        "actor TEXT",
        "description TEXT",
        "rows INTEGER",
        "digest INTEGER",
        "delta BLOB");

    /// <summary>What happened without a publication, for the history.</summary>
    internal static readonly RecordTable Events = new(
        "events",
        1,
        "number INTEGER",
        "generation INTEGER",
        "term INTEGER",
        "time INTEGER",
        "actor TEXT",
        "description TEXT",
        "digest INTEGER");

    /// <summary>Whole tables, cut into parts.</summary>
    internal static readonly RecordTable Snapshots = new(
        "snapshots", 2, "generation INTEGER", "part INTEGER", "parts INTEGER", "content BLOB");

    /// <summary>What operators declared last: one record.</summary>
    internal static readonly RecordTable Intent = new("intent", 1, "id INTEGER", "content TEXT");

    /// <summary>The admitted incarnation of each server that has one.</summary>
    internal static readonly RecordTable Incarnations = new("incarnations", 1, "server TEXT", "incarnation INTEGER");

    /// <summary>The MUXes that may hold a table.</summary>
    internal static readonly RecordTable Muxes = new("muxes", 1, "name TEXT");

    /// <summary>All of them.</summary>
    internal static readonly RecordTable[] All = [Meta, Publications, Events, Snapshots, Intent, Incarnations, Muxes];

    internal string CreateSql => $"""
        CREATE TABLE IF NOT EXISTS {Name} (
          {string.Join(", ", Columns.Select(column => column + " NOT NULL"))}, checksum INTEGER NOT NULL,
          PRIMARY KEY ({string.Join(", ", ColumnNames[..KeyColumns])})
        ) STRICT
        """;

    internal string InsertSql =>
        $"INSERT INTO {Name} VALUES "
        + $"({string.Join(", ", Enumerable.Range(0, Columns.Length + 1).Select(i => $"$p{i}"))})";

    internal string DeleteSql => $"DELETE FROM {Name} WHERE {KeyCondition} RETURNING checksum";

    internal string SelectSql => $"SELECT * FROM {Name}";

    internal string SelectKeysSql => $"SELECT {string.Join(", ", ColumnNames[..KeyColumns])} FROM {Name}";

    private string KeyCondition =>
        string.Join(" AND ", ColumnNames[..KeyColumns].Select((column, i) => $"{column} = $p{i}"));

    private string[] ColumnNames =>
        [.. Columns.Select(column => column[..column.IndexOf(' ', StringComparison.Ordinal)])];
}
