using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Core.Tables;

namespace Beamer.Tests.Simulation;

/// <summary>A MUX: it uses what it was told, and probes the servers each second.</summary>
internal sealed class SimulatedMux(string name, IPv4Address address) : SimulatedMachine(name, address)
{
    private readonly Dictionary<IPv4Address, uint> _missed = [];
    private FleetTable _table = FleetTable.Empty;
    private TimeSpan _probedAt;

    /// <summary>Servers that this MUX cannot reach although they live.</summary>
    internal HashSet<IPv4Address> CutOff { get; } = [];

    internal override FleetTable Table => _table;

    internal override FollowerHello Hello => Say(FollowerRole.Mux, 0);

    internal override void Handle(FeedCommand command, SimulatedFleet fleet)
    {
        switch (command)
        {
            case FeedCommand.Snapshot snapshot:
                _table = snapshot.Table;
                break;
            case FeedCommand.Commit commit:
                fleet.CheckPrepared(commit.Delta);
                Apply(commit.Delta);
                break;
            default:
                throw new InvalidOperationException($"A MUX got {command.GetType().Name}.");
        }

        fleet.Acknowledge(this, Table.Generation, PublicationStage.Commit);
    }

    /// <summary>A new process whose file is gone.</summary>
    internal void Forget() => _table = FleetTable.Empty;

    internal override void Live(SimulatedFleet fleet)
    {
        if (Stream is not { } stream || fleet.Now - _probedAt < TimeSpan.FromSeconds(1)) return;
        _probedAt = fleet.Now;
        foreach (SimulatedAgent agent in fleet.Agents)
        {
            bool answers = agent.IsAlive && !CutOff.Contains(agent.Address);
            _missed[agent.Address] = answers ? 0 : _missed.GetValueOrDefault(agent.Address) + 1;
        }

        ProbeReport report = new(
            [.. _missed.Select(entry => new ProbeResult(entry.Key, entry.Value, Generation.Zero, 0))]);
        fleet.Engine.Probed(stream, report, fleet.Now);
    }

    private void Apply(FleetDelta delta)
    {
        bool fits = Table.TryApply(delta, out FleetTable next, out List<string> reasons);
        Invariant.Require(fits, Name + ": " + string.Join(' ', reasons));
        _table = next;
    }
}
