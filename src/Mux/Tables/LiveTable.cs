using Beamer.Core.Forwarding;

namespace Beamer.Mux.Tables;

/// <summary>The table that packets see now. One writer at a time; workers read it once a batch.</summary>
internal sealed class LiveTable
{
    private ForwardingTable? _current;

    /// <summary>The table, or null as long as there has been none.</summary>
    public ForwardingTable? Current => Volatile.Read(ref _current);

    /// <summary>Puts a table into force.</summary>
    /// <param name="table">The table.</param>
    /// <returns>The one before, or null.</returns>
    public ForwardingTable? Replace(ForwardingTable table)
    {
        // A full fence: a reader that is asked afterwards either says that it reads the one before, or reads this one.
        return Interlocked.Exchange(ref _current, table);
    }
}
