using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Core.Fleet;
using Beamer.Core.Tables;

namespace Beamer.Tests.Simulation.Machine;

/// <summary>What must hold after every operation. I1, I3 and I8 are checked where packets move.</summary>
internal sealed class MachineInvariants
{
    private readonly MachineWorld _world;

    internal MachineInvariants(MachineWorld world)
    {
        _world = world;
        world.Fleet.Watcher = LookAt;
    }

    /// <summary>Checks them.</summary>
    /// <exception cref="ViolationException">One does not hold.</exception>
    internal void Check()
    {
        CheckCoverage();
        CheckReachability();
        if (!_world.Rules.ChecksSteps) return;
        _world.Boxes.CheckMonotone();
        CheckMemory();
        CheckConservation();
    }

    /// <summary>I2: the newest row, committed or not, names every live flow's home.</summary>
    private void CheckCoverage()
    {
        foreach (Client client in _world.Clients.Where(client => client.IsPromised))
        {
            Row row = _world.Fleet.NewestRow(client.Bucket);
            if (!row.Names(client.Home!.Address)) throw Broken("I2", client, $"its home is not in the row {row}");
        }
    }

    /// <summary>
    /// Once every MUX uses the newest row of a bucket, and everyone in it is up, its flows reach their homes: whoever
    /// does not would not do so for as long as nothing else happens.
    /// </summary>
    private void CheckReachability()
    {
        if (_world.Fleet.Store.Record.InFlight is not null) return;
        foreach (Client client in _world.Clients.Where(client => client.IsPromised))
        {
            Row row = _world.Fleet.Rows[client.Bucket];
            bool isSettledDown = _world.Fleet.Muxes.All(mux => UsesNewest(mux, client.Bucket))
                && IsUp(row.Current) && row.Previous.ToArray().All(IsUp);
            if (isSettledDown) CheckReaches(client, _world.Fleet.Muxes[0]);
        }
    }

    /// <summary>E2: a segment of a flow, sent now, comes to its home, and by no more than K + 1 servers.</summary>
    internal void CheckReaches(Client client, SimulatedMux mux)
    {
        if (IsUndecided(client.Home!, client, orGone: true)) return;
        if (_world.Network.Imagine(mux, client, MachineClients.Data(client)) is not { } datagram) return;
        AgentVerdict verdict = _world.Network.Follow(datagram, out SimulatedAgent last, out string path);
        if (!verdict.IsDelivery && IsUndecided(last, client, orGone: false)) return;
        if (last != client.Home || !verdict.IsDelivery) throw Broken("E2", client, $"unreachable for ever: {path}");
    }

    internal ViolationException Broken(string promise, Client client, string what) => new(
        $"{promise}: {client}: {what}.\n  row {_world.Fleet.Rows[client.Bucket]}, MUXes "
        + string.Join(", ", _world.Fleet.Muxes.Select(mux => mux.Table.Generation)));

    /// <summary>
    /// This agent started again during a handshake, its client's home or a ghost, and has not seen another SYN-ACK yet:
    /// the kernel will send one.
    /// </summary>
    private bool IsUndecided(SimulatedAgent agent, Client client, bool orGone)
    {
        TcpHost host = _world.HostOf(agent);
        if (host.HasSeen(client.Tuple)) return false;
        return host.Find(client.Tuple) is { } socket ? socket.State == TcpState.SynReceived : orGone;
    }

    private bool UsesNewest(SimulatedMux mux, int bucket) =>
        mux.Table.Pools.TryGetValue(SimulatedFleet.PoolId, out BucketTable? rows)
        && rows[bucket].Generation == _world.Fleet.Rows[bucket].Generation;

    private bool IsUp(IPv4Address address) =>
        _world.Server(address) is { IsAlive: true, IsAdmitted: true, IsSynced: true };

    /// <summary>I5, and who was wrongly taken for dead.</summary>
    private void LookAt(FleetEffect effect)
    {
        if (effect is FleetEffect.StoreIncarnation { Incarnation: 0 } death) _world.Boxes.NoteDeath(death.Server);
        if (!_world.Rules.ChecksSteps || effect is not FleetEffect.StorePublication publication) return;
        foreach (RowSet rows in publication.Delta.Rows) CheckRows(rows);
    }

    private void CheckRows(RowSet rows)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            Row row = rows[i];
            IPv4Address[] owners = [row.Current, .. row.Previous];
            bool isWell = !row.Current.IsNone
                && owners.Distinct().Count() == owners.Length
                && row.PreviousCount <= _world.Size.PreviousMax;
            if (!isWell) throw new ViolationException($"I5: the row {row} of bucket {rows.Buckets[i]} is published.");
        }
    }

    /// <summary>I9: what the controller keeps does not grow with what happens.</summary>
    private void CheckMemory()
    {
        FleetEngineSize size = _world.Fleet.Engine.Size;
        bool isBounded = size.Streams <= _world.Size.Servers + _world.Size.Muxes
            && size.Alarms <= Alarms.AlarmsMax
            && size.Deltas <= MachineWorld.Settings.DeltaLogMax
            && size.Marks <= ConfirmedLine.MarksMax
            && size.Voters <= _world.Size.Muxes;
        if (!isBounded) throw new ViolationException($"I9: the controller keeps {size}.");
    }

    /// <summary>I10 (P63).</summary>
    private void CheckConservation()
    {
        MachineNetwork network = _world.Network;
        long accounted = network.Delivered + network.Dropped + network.Datagrams.Count;
        if (network.Entered == accounted) return;
        throw new ViolationException($"I10: {network.Entered} packets entered, and {accounted} are accounted for.");
    }
}
