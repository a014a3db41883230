using Beamer.Core.Forwarding;
using Beamer.Core.Tables;

namespace Beamer.Mux.Tables;

/// <summary>The copy of the rows that no packet reads, for the next table. One thread at a time.</summary>
/// <remarks>
/// A snapshot is read where it lies, and a copy of it is made once it is in force. From the second delta after it on,
/// two copies take turns.
/// </remarks>
internal sealed class SpareRows(IReadOnlyList<TableReader> readers)
{
    private ForwardingRows? _rows;
    private ForwardingTable? _table;

    /// <summary>Rows that hold a table: the spare copy with what has changed, as a rule.</summary>
    /// <remarks>
    /// A worker that has lost its processor may still read them; it is not waited for, but left with them.
    /// </remarks>
    /// <param name="next">The table.</param>
    public ForwardingRows Take(FleetTable next)
    {
        ForwardingRows? rows = IsRead() ? null : _rows;
        _rows = null;
        return rows?.TryHold(next) == true ? rows : ForwardingRows.Of(next);
    }

    /// <summary>Keeps the rows of a table that was replaced, or makes a copy where they cannot be changed.</summary>
    /// <param name="before">The table that was in force before; null when there was none.</param>
    /// <param name="current">The table in force.</param>
    public void Keep(ForwardingTable? before, FleetTable current)
    {
        bool isOwn = before?.Rows.IsOwn == true;
        _table = isOwn ? before : null;
        _rows = isOwn ? before!.Rows : ForwardingRows.CopyOf(current);
    }

    private bool IsRead() => _table is { } table && readers.Any(reader => reader.Reads(table));
}
