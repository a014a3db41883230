using Beamer.Core.Forwarding;
using Beamer.Core.Tables;
using Beamer.Rpc;
using V1 = Beamer.Rpc.V1;

namespace Beamer.Tests.Simulation.Balancers.Ours;

/// <summary>A MUX: the table that it forwards by, taken by the rules of the real one.</summary>
internal sealed class MuxProcess(MuxEntry self, DeltaMemo memo) : IFeedHandler
{
    private FleetTable _table = FleetTable.Empty;

    internal string Name => self.Name;

    /// <summary>What the workers read; null until a table came.</summary>
    internal ForwardingTable? Live { get; private set; }

    internal FleetTable Table => _table;

    /// <summary>Consecutive probes that each server has missed, by its number.</summary>
    internal Dictionary<int, uint> Missed { get; } = [];

    public V1.Hello CreateHello() => new()
    {
        Role = V1.Role.Mux,
        Name = self.Name,
        Address = self.Address.Value,
        Term = _table.Term,
        Generation = _table.Generation.Value,
        Digest = _table.Digest.Value,
        Version = "simulation",
    };

    public IReadOnlyList<string> AcceptSnapshot(FleetTable table)
    {
        if (table.Term < _table.Term) return [$"term {table.Term} is lower than {_table.Term}."];
        if (table.Generation < _table.Generation)
        {
            return [$"generation {table.Generation} is older than {_table.Generation}."];
        }

        Use(table);
        return [];
    }

    public IReadOnlyList<string> AcceptDelta(FleetDelta delta)
    {
        if (!memo.TryApply(_table, delta, out FleetTable next, out List<string> reasons)) return reasons;
        Use(next);
        return [];
    }

    public void Connected()
    {
    }

    public void Disconnected(string reason, bool superseded)
    {
    }

    private void Use(FleetTable table)
    {
        _table = table;
        Live = ForwardingTable.Compile(
            table, new ForwardingSettings(self.Address, 0, ForwardingSettings.FabricMtuBytesDefault));
    }
}
