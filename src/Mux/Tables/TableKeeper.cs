using Beamer.Core.Forwarding;
using Beamer.Core.Tables;
using Beamer.Hosting;
using Beamer.Mux.Forwarding;

namespace Beamer.Mux.Tables;

/// <summary>Takes new tables: judged, stored, and only then in force (R17). Any thread; one table at a time.</summary>
internal sealed class TableKeeper(
    TableStore store, IDataPlane plane, ForwardingSettings settings, Readiness readiness)
{
    private const string Part = "table";

    private readonly Lock _gate = new();

    /// <summary>The table in force; the empty one as long as there has been none.</summary>
    public FleetTable Table => plane.Current?.Fleet ?? FleetTable.Empty;

    /// <summary>Puts the stored table into force, if there is a good one.</summary>
    /// <returns>Why a stored table is not used; empty when it is, or when there is none.</returns>
    public IReadOnlyList<string> Restore()
    {
        lock (_gate)
        {
            readiness.Lacks(
                Part, "There is no table yet: none is stored, and none has come from a controller or by PushTable.");
            FleetTable? stored = store.Load(out IReadOnlyList<string> reasons);
            return stored is null ? reasons : Use(stored);
        }
    }

    /// <summary>Takes a whole table.</summary>
    /// <returns>Every reason why not; empty when it is in force and durable.</returns>
    public IReadOnlyList<string> Accept(FleetTable table)
    {
        lock (_gate)
        {
            List<string> reasons = CheckOrder(table);
            return reasons.Count > 0 ? reasons : StoreAndUse(table);
        }
    }

    /// <summary>Takes a delta to the table in force.</summary>
    /// <returns>Every reason why not; empty when the new table is in force and durable.</returns>
    public IReadOnlyList<string> Accept(FleetDelta delta)
    {
        lock (_gate)
        {
            return Table.TryApply(delta, out FleetTable next, out List<string> reasons) ? StoreAndUse(next) : reasons;
        }
    }

    private List<string> CheckOrder(FleetTable table)
    {
        List<string> reasons = [];
        FleetTable held = Table;
        if (table.Term < held.Term)
        {
            reasons.Add($"term {table.Term} is lower than {held.Term}, which was seen before.");
        }

        if (table.Generation < held.Generation)
        {
            reasons.Add($"generation {table.Generation} is older than {held.Generation}, which is in force here.");
        }
        else if (table.Generation == held.Generation && table.Digest != held.Digest)
        {
            reasons.Add($"generation {table.Generation} has digest {table.Digest}; here it is {held.Digest}.");
        }

        return reasons;
    }

    private string[] StoreAndUse(FleetTable table)
    {
        if (!store.TrySave(table, out string reason)) return [reason];
        return Use(table);
    }

    private string[] Use(FleetTable table)
    {
        var compiled = ForwardingTable.Compile(table, settings, plane.RowsFor(table));
        if (!plane.TryUse(compiled, out string reason)) return [reason];
        readiness.Has(Part);
        return [];
    }
}
