using Beamer.Core.Tables;

namespace Beamer.Tests.Simulation.Balancers.Ours;

/// <summary>
/// What a delta makes of a table, computed once for all MUXes that hold the same objects: tables are immutable.
/// </summary>
internal sealed class DeltaMemo
{
    private FleetTable? _from;
    private FleetDelta? _delta;
    private FleetTable? _to;

    internal bool TryApply(FleetTable from, FleetDelta delta, out FleetTable next, out List<string> reasons)
    {
        reasons = [];
        next = from;
        if (ReferenceEquals(from, _from) && ReferenceEquals(delta, _delta))
        {
            next = _to!;
            return true;
        }

        if (!from.TryApply(delta, out next, out reasons)) return false;
        _from = from;
        _delta = delta;
        _to = next;
        return true;
    }
}
