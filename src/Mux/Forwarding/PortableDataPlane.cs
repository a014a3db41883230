using Beamer.Core.Forwarding;
using Beamer.Core.Tables;
using Beamer.Mux.Tables;

namespace Beamer.Mux.Forwarding;

/// <summary>Worker threads with a receive ring each, which read the table once a batch.</summary>
internal sealed class PortableDataPlane(LiveTable live, IReadOnlyList<ForwardingLoop> loops) : IDataPlane
{
    private readonly long[] _turns = new long[loops.Count];
    private readonly SpareRows _spare = new([.. loops.Select(loop => loop.Reader)]);

    public string Description => $"portable, {loops.Count} workers";

    public ForwardingTable? Current => live.Current;

    /// <summary>The workers, to be run.</summary>
    public IReadOnlyList<ForwardingLoop> Loops => loops;

    public ForwardingRows RowsFor(FleetTable next) => _spare.Take(next);

    public bool TryUse(ForwardingTable table, out string reason)
    {
        ForwardingTable? before = live.Replace(table);
        // The table is in force: whatever has to be copied for the next one keeps no packet and no delta waiting.
        _spare.Keep(before, table.Fleet);
        reason = "";
        return true;
    }

    /// <summary>A worker turns ten times a second even when it has nothing to do.</summary>
    public bool IsAlive()
    {
        bool all = true;
        for (int i = 0; i < loops.Count; i++)
        {
            long turns = loops[i].Turns;
            all &= turns != _turns[i];
            _turns[i] = turns;
        }

        return all;
    }

    public MuxTotals Totals() =>
        MuxTotals.Of(loops.Select(loop => loop.Counters), loops.Sum(loop => loop.ReceiveOverruns()));
}
