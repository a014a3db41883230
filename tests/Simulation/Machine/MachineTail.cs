using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Core.Fleet;
using Beamer.Core.Tables;

namespace Beamer.Tests.Simulation.Machine;

/// <summary>Mends everything and waits: what must come true in the end.</summary>
internal sealed class MachineTail(MachineWorld world, MachineInvariants invariants)
{
    private const int ConvergenceTicksMax = 600;
    private const int SettleTicksMax = 400;
    private static readonly ChangeOptions s_operator = new("test", Force: true);

    /// <summary>Runs it.</summary>
    /// <exception cref="ViolationException">Something does not come true.</exception>
    internal void Run()
    {
        Mend();
        while (world.Network.Datagrams.Count > 0) world.Network.Walk(world.Network.Datagrams[0]);
        invariants.Check();
        Converge();
        CheckEqual();
        foreach (Client client in world.Clients.Where(client => client.IsPromised))
        {
            foreach (SimulatedMux mux in world.Fleet.Muxes) invariants.CheckReaches(client, mux);
        }

        foreach (Client client in world.Clients) CheckTold(client);
        if (world.Rules.ChecksSteps) Settle();
    }

    private void Mend()
    {
        world.Note("[all is mended]");
        world.Held.Clear();
        foreach (SimulatedMux mux in world.Fleet.Muxes) mux.CutOff.Clear();
        foreach (SimulatedAgent agent in world.Fleet.Agents)
        {
            world.Reboot(agent);
            world.HostOf(agent).IsFlooded = false;
        }

        foreach (SimulatedMachine machine in world.Fleet.Machines) world.Reconnect(machine);
        world.Fleet.Engine.Thaw(s_operator, world.Now);
        world.Fleet.Engine.SetWeight(world.Fleet.Agents[0].Name, 100, s_operator, world.Now);
        world.Fleet.Deliver();
    }

    private void Converge()
    {
        for (int ticks = 0; ticks < ConvergenceTicksMax; ticks++)
        {
            world.Tick();
            invariants.Check();
            Generation newest = world.Fleet.Engine.Committed.Generation;
            bool isDone = world.Fleet.Store.Record.InFlight is null
                && world.Fleet.Machines.All(machine => machine.Stream is not null)
                && world.Fleet.Machines.All(machine => machine.Table.Generation == newest)
                && world.Fleet.Agents.All(agent => agent is { IsAdmitted: true, IsSynced: true });
            if (isDone) return;
        }

        throw new ViolationException(
            $"E1: no convergence within {ConvergenceTicksMax / 10} s.\n  "
            + string.Join("\n  ", world.Fleet.Engine.Status(world.Now).Alarms)
            + "\n  " + string.Join("\n  ", world.Fleet.Engine.Status(world.Now).Servers));
    }

    /// <summary>E1.</summary>
    private void CheckEqual()
    {
        FleetTable committed = world.Fleet.Engine.Committed;
        foreach (SimulatedMachine machine in world.Fleet.Machines)
        {
            if (machine.Table.Digest == committed.Digest) continue;
            throw new ViolationException($"E1: {machine.Name} has another table than the controller.");
        }
    }

    /// <summary>E5: a client whose home crashed is told so, if the newest owner may speak.</summary>
    private void CheckTold(Client client)
    {
        if (!client.HasLostHome || !client.IsLive || client.IsForsaken) return;
        if (world.Fleet.Agents.Any(agent => world.HostOf(agent).Find(client.Tuple) is not null)) return;
        if (!world.Fleet.Agents.All(agent => agent.HasLease(world.Now))) return;
        SimulatedMux mux = world.Fleet.Muxes[0];
        if (world.Network.Imagine(mux, client, MachineClients.Data(client)) is not { } datagram) return;
        AgentVerdict verdict = world.Network.Follow(datagram, out _, out string path);
        if (!verdict.IsDelivery) throw invariants.Broken("E5", client, $"nobody tells it of its home's end: {path}");
    }

    /// <summary>E3 and E4: who owns nothing leaves the rows, and no move waits without a reason.</summary>
    private void Settle()
    {
        string? waits = null;
        for (int ticks = 0; ticks < SettleTicksMax; ticks++)
        {
            world.Tick();
            if (ticks % 10 != 9) continue;
            invariants.Check();
            waits = WhatWaits();
            if (waits is null) return;
        }

        throw new ViolationException(
            $"{waits}\n  {string.Join("\n  ", world.Fleet.Engine.Status(world.Now).Servers)}");
    }

    private string? WhatWaits()
    {
        bool isBusy = false;
        for (int bucket = 0; bucket < world.Size.Buckets; bucket++)
        {
            Row row = world.Fleet.Rows[bucket];
            foreach (IPv4Address previous in row.Previous)
            {
                bool owns = world.HostOf(world.Server(previous)).Sockets
                    .Any(socket => world.BucketOf(socket.Tuple) == bucket);
                if (!owns) return $"E3: {previous} owns nothing in bucket {bucket} and stays in the row {row}.";
                isBusy = true;
            }
        }

        int queued = world.Fleet.Engine.Status(world.Now).Pools.Sum(pool => pool.Queued);
        return queued > 0 && !isBusy && world.Size.PreviousMax > 0
            ? $"E4: {queued} moves wait and nobody owns anything."
            : null;
    }
}
