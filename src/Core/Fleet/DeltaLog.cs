using Beamer.Core.Tables;

namespace Beamer.Core.Fleet;

/// <summary>The last few deltas, for followers that reconnect. A gap means snapshot.</summary>
internal sealed class DeltaLog(int deltasMax)
{
    private readonly Queue<Entry> _entries = new();

    /// <summary>How many are kept.</summary>
    internal int Count => _entries.Count;

    /// <summary>Remembers a committed delta and the digest before it.</summary>
    internal void Add(TableDigest before, FleetDelta delta)
    {
        if (_entries.Count == deltasMax) _entries.Dequeue();
        _entries.Enqueue(new Entry(before, delta));
    }

    /// <summary>
    /// Every delta after a held table, oldest first; null when the log does not reach back or the rows differ.
    /// </summary>
    internal IReadOnlyList<FleetDelta>? After(Generation held, TableDigest digest)
    {
        List<FleetDelta> deltas = [.. _entries.Where(entry => entry.Delta.From >= held).Select(entry => entry.Delta)];
        bool reaches = _entries.Any(entry => entry.Delta.From == held && entry.Before == digest);
        return reaches ? deltas : null;
    }

    private readonly record struct Entry(TableDigest Before, FleetDelta Delta);
}
