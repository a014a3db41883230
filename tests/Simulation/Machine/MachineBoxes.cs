using Beamer.Core;

namespace Beamer.Tests.Simulation.Machine;

/// <summary>What is remembered of each box, to see that it never goes back and is not wrongly given up.</summary>
internal sealed class MachineBoxes(MachineWorld world)
{
    private readonly Dictionary<SimulatedMachine, Generation> _newest = [];
    private readonly Dictionary<(SimulatedAgent, int), Generation> _known = [];
    private readonly Dictionary<(SimulatedMux, IPv4Address), TimeSpan> _blind = [];

    /// <summary>A process that starts again may have lost its file.</summary>
    internal void Forget(SimulatedMachine machine)
    {
        _newest.Remove(machine);
        for (int bucket = 0; machine is SimulatedAgent agent && bucket < world.Size.Buckets; bucket++)
        {
            _known.Remove((agent, bucket));
        }
    }

    /// <summary>Which MUXes cannot reach which servers now.</summary>
    internal void NoteBlind()
    {
        foreach (SimulatedMux mux in world.Fleet.Muxes)
        {
            foreach (IPv4Address server in mux.CutOff) _blind[(mux, server)] = world.Now;
        }
    }

    /// <summary>I6: no box goes back to an older generation.</summary>
    internal void CheckMonotone()
    {
        foreach (SimulatedMachine machine in world.Fleet.Machines)
        {
            Rise(_newest, machine, machine.Table.Generation, machine.Name);
            if (machine is not SimulatedAgent { View.Pool: not null } agent) continue;
            for (int bucket = 0; bucket < world.Size.Buckets; bucket++)
            {
                Rise(_known, (agent, bucket), agent.Known(bucket), $"{agent.Name}, bucket {bucket}");
            }
        }
    }

    /// <summary>
    /// The controller takes a server for dead. If most MUXes that it hears cannot reach it, that is all that it can
    /// know (I3 of docs/consistency.md), and nothing is promised to that server's flows.
    /// </summary>
    internal void NoteDeath(string server)
    {
        if (world.Fleet.Agents.First(agent => agent.Name == server) is not { IsAlive: true } agent) return;
        TimeSpan since = world.Now - MachineWorld.Settings.ReportAgeMax;
        int blind = world.Fleet.Muxes.Count(
            mux => _blind.TryGetValue((mux, agent.Address), out TimeSpan at) && at >= since);
        int heard = world.Fleet.Muxes.Count(mux => mux.HeardAt >= since || world.Fleet.ControllerSince >= since);
        if (blind * 2 <= heard) return;
        agent.IsGivenUp = true;
        TcpHost host = world.HostOf(agent);
        foreach (Client client in world.Clients)
        {
            client.IsForsaken |= client.Home == agent || host.Find(client.Tuple) is not null;
        }
    }

    private static void Rise<T>(Dictionary<T, Generation> newest, T key, Generation now, string name)
        where T : notnull
    {
        if (newest.TryGetValue(key, out Generation before) && now < before)
        {
            throw new ViolationException($"I6: {name} goes back from generation {before} to {now}.");
        }

        newest[key] = now;
    }
}
