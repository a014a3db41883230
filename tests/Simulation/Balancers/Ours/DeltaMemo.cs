using Beamer.Core.Tables;

namespace Beamer.Tests.Simulation.Balancers.Ours;

/// <summary>
/// What a delta makes of a table, computed once for all boxes that hold an equal one: tables are immutable.
/// </summary>
internal sealed class DeltaMemo
{
    /// <summary>Boxes are a few publications apart at most, unless they are frozen.</summary>
    private const int EntriesMax = 4;

    private readonly Queue<Entry> _entries = new();

    internal bool TryApply(FleetTable from, FleetDelta delta, out FleetTable next, out List<string> reasons)
    {
        reasons = [];
        foreach (Entry entry in _entries)
        {
            if (!ReferenceEquals(entry.Delta, delta) || !AreEqual(entry.From, from)) continue;
            next = entry.To;
            return true;
        }

        if (!from.TryApply(delta, out next, out reasons)) return false;
        if (_entries.Count == EntriesMax) _entries.Dequeue();
        _entries.Enqueue(new Entry(from, delta, next));
        return true;
    }

    private static bool AreEqual(FleetTable left, FleetTable right) =>
        left.Term == right.Term && left.Generation == right.Generation && left.Digest == right.Digest;

    private sealed record Entry(FleetTable From, FleetDelta Delta, FleetTable To);
}
