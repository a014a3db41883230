using Beamer.Core.Forwarding;

namespace Beamer.Mux.Tables;

/// <summary>The table that packets see now. One writer at a time; workers read it once a batch.</summary>
internal sealed class LiveTable
{
    private ForwardingTable? _current;

    /// <summary>The table, or null as long as there has been none.</summary>
    public ForwardingTable? Current
    {
        get => Volatile.Read(ref _current);
        set => Volatile.Write(ref _current, value);
    }
}
