using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Core.Tables;

namespace Beamer.Tests.Simulation;

/// <summary>A MUX: it uses what it was told, and probes the servers each second.</summary>
internal sealed class SimulatedMux(string name, IPv4Address address) : SimulatedMachine(name, address)
{
    private readonly Dictionary<IPv4Address, uint> _missed = [];
    private FleetTable _table = FleetTable.Empty;
    private readonly List<FleetTable> _former = [];
    private TimeSpan _probedAt;

    /// <summary>Servers that this MUX cannot reach although they live.</summary>
    internal HashSet<IPv4Address> CutOff { get; } = [];

    /// <summary>When the controller heard its last report.</summary>
    internal TimeSpan HeardAt { get; private set; }

    internal override FleetTable Table => _table;

    internal override FollowerHello Hello => Say(FollowerRole.Mux, 0);

    internal override void Handle(FeedCommand command, SimulatedFleet fleet)
    {
        if (Table.Generation > Generation.Zero) _former.Add(Table);
        switch (command)
        {
            case FeedCommand.Snapshot snapshot:
                _table = snapshot.Table;
                MayRefuse = false;
                break;
            case FeedCommand.Commit commit:
                fleet.CheckPrepared(commit.Delta);
                if (!TryApply(commit.Delta, fleet)) return;
                break;
            default:
                throw new InvalidOperationException($"A MUX got {command.GetType().Name}.");
        }

        fleet.Acknowledge(this, Table.Generation, PublicationStage.Commit);
    }

    /// <summary>A new process whose file is gone.</summary>
    internal void Forget() => _table = FleetTable.Empty;

    /// <summary>A new process that finds an older table than the one it acknowledged: R17 was broken.</summary>
    /// <param name="steps">How many tables back, if there were so many.</param>
    internal void FallBack(int steps)
    {
        if (_former.Count > 0) _table = _former[Math.Max(_former.Count - steps, 0)];
    }

    internal override void Live(SimulatedFleet fleet)
    {
        if (Stream is null || fleet.Now - _probedAt < TimeSpan.FromSeconds(1)) return;
        _probedAt = fleet.Now;
        foreach (SimulatedAgent agent in fleet.Agents)
        {
            bool answers = agent.IsAlive && !CutOff.Contains(agent.Address);
            _missed[agent.Address] = answers ? 0 : _missed.GetValueOrDefault(agent.Address) + 1;
        }

        ProbeReport report = new(
            [.. _missed.Select(entry => new ProbeResult(entry.Key, entry.Value, Generation.Zero, 0))], fleet.Now);
        fleet.Tell(this, stream =>
        {
            HeardAt = fleet.Now;
            fleet.Engine.Probed(stream, report, fleet.Now);
        });
    }

    private bool TryApply(FleetDelta delta, SimulatedFleet fleet)
    {
        bool fits = Table.TryApply(delta, out FleetTable next, out List<string> reasons);
        if (fits) _table = next;
        else fleet.Refuse(this, delta.To, reasons);
        return fits;
    }
}
