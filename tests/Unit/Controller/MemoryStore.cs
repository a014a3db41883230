using Beamer.Controller.Store;
using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Core.Tables;

namespace Beamer.Tests.Unit.Controller;

/// <summary>A store that keeps transactions in memory, and whose disk can be full.</summary>
internal sealed class MemoryStore : IFleetStore
{
    internal bool IsFull { get; set; }

    internal List<IReadOnlyList<FleetEffect>> Transactions { get; } = [];

    public ulong BeginTerm() => 1;

    public FleetRecord Load() => FleetRecord.Empty;

    public void Save(IReadOnlyList<FleetEffect> effects)
    {
        if (IsFull) throw new StoreFullException("full.", new IOException());
        Transactions.Add(effects);
    }

    public IReadOnlyList<HistoryEntry> History(int limit) => [];

    public bool TryLoadTable(Generation generation, out FleetTable table, out string reason)
    {
        table = FleetTable.Empty;
        reason = "nothing is stored.";
        return false;
    }

    public void Dispose()
    {
    }
}
