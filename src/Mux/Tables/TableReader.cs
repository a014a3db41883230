using Beamer.Core.Forwarding;

namespace Beamer.Mux.Tables;

/// <summary>How one worker reads the live table, and lets others know which one its batch reads.</summary>
/// <remarks>
/// A hazard pointer (Michael, IEEE Transactions on Parallel and Distributed Systems 15:6, 2004). The worker's thread
/// calls <see cref="Begin"/> and <see cref="End"/>, any thread <see cref="Reads"/>.
/// </remarks>
internal sealed class TableReader(LiveTable live)
{
    private ForwardingTable? _read;

    /// <summary>Begins a batch.</summary>
    /// <returns>The table for all of it; null as long as there has been none.</returns>
    public ForwardingTable? Begin()
    {
        ForwardingTable? table = live.Current;
        while (true)
        {
            // Seen by everybody before the table is looked at again: whoever has replaced it since sees who reads it.
            Interlocked.Exchange(ref _read, table);
            ForwardingTable? now = live.Current;
            if (now == table) return table;
            table = now;
        }
    }

    /// <summary>Ends the batch: the table is not read any more.</summary>
    public void End() => Volatile.Write(ref _read, null);

    /// <summary>Whether a batch reads a table; once it is replaced, the answer no is for good.</summary>
    public bool Reads(ForwardingTable table) => Volatile.Read(ref _read) == table;
}
