using Beamer.Core.Fleet;

namespace Beamer.Tests.Simulation.Machine;

/// <summary>Lets operations happen. One that is illegal now is skipped, so that any part of a run is a run.</summary>
internal sealed class MachineOperations(MachineWorld world)
{
    private static readonly ChangeOptions s_operator = new("test", Force: true);
    private const int SkewMillisecondsMax = 450;

    private readonly MachineClients _clients = new(world);

    /// <summary>Does one.</summary>
    /// <returns>Whether it was legal.</returns>
    internal bool Do(in Operation operation)
    {
        if (world.Notes) world.Note($"[{operation}]");
        if (operation.IsOfTuple) return DoOfTuple(operation);
        if (operation.IsOfMachine) return DoOfMachine(operation, world.Machine(operation.Subject));
        return operation.Kind switch
        {
            <= OperationKind.Postpone => DoOfDatagram(operation),
            <= OperationKind.LoseReply => DoOfReply(operation),
            <= OperationKind.Freeze => DoOfOperator(operation),
            <= OperationKind.MendProbes => DoOfServer(operation),
            _ => DoOfAll(operation),
        };
    }

    private bool DoOfTuple(in Operation operation)
    {
        Client? client = world.Clients.ElementAtOrDefault(operation.Subject);
        SimulatedMux? mux = world.Fleet.Muxes.ElementAtOrDefault(operation.Detail - 1);
        if (client is null || (mux is null && operation.TakesMux)) return false;
        return operation.Kind switch
        {
            OperationKind.OpenFlow => _clients.Open(client, mux!),
            OperationKind.SynRetransmit => _clients.Retransmit(client, mux!),
            OperationKind.Connect => _clients.Connect(client, mux!),
            OperationKind.SendData => _clients.Send(client, mux!, atOnce: false),
            OperationKind.Exchange => _clients.Send(client, mux!, atOnce: true),
            OperationKind.SendFin => _clients.SendFin(client, mux!),
            OperationKind.HalfClose => _clients.HalfClose(client, mux!),
            OperationKind.Icmp => _clients.SendIcmp(client, mux!),
            OperationKind.UdpSend => _clients.SendUdp(client, mux!),
            OperationKind.ServerClose => _clients.ServerClose(client),
            _ => MachineClients.Abandon(client),
        };
    }

    private bool DoOfDatagram(in Operation operation)
    {
        List<Datagram> datagrams = world.Network.Datagrams;
        if (datagrams.Count == 0) return false;
        Datagram datagram = datagrams[operation.Subject % datagrams.Count];
        if (operation.Kind == OperationKind.Deliver) world.Network.Step(datagram);
        else if (operation.Kind == OperationKind.DeliverWhole) world.Network.Walk(datagram);
        else if (operation.Kind == OperationKind.Duplicate) world.Network.Duplicate(datagram);
        else if (operation.Kind == OperationKind.Drop) world.Network.Lose(datagram);
        else
        {
            datagrams.Remove(datagram);
            datagrams.Add(datagram);
        }

        return true;
    }

    private bool DoOfReply(in Operation operation)
    {
        List<Reply> replies = world.Network.Replies;
        if (replies.Count == 0) return false;
        Reply reply = replies[operation.Subject % replies.Count];
        if (operation.Kind == OperationKind.LoseReply) return replies.Remove(reply);
        SimulatedMux? mux = world.Fleet.Muxes.ElementAtOrDefault(operation.Detail - 1);
        if (mux is null) return false;
        _clients.Take(reply, mux);
        return true;
    }

    private bool DoOfOperator(in Operation operation)
    {
        FleetEngine engine = world.Fleet.Engine;
        SimulatedMachine? server = operation.Subject > 0 ? world.Machine(operation.Subject) : null;
        if (server is null) return false;
        if (operation.Kind == OperationKind.PlanMove)
        {
            engine.SetWeight(server.Name, (uint)operation.Detail, s_operator, world.Now);
        }
        else if (operation.Kind == OperationKind.Drain)
        {
            engine.Drain(server.Name, s_operator, world.Now);
        }
        else if (operation.Kind == OperationKind.ForceSettle)
        {
            engine.ForceSettle(server.Name, s_operator with { BreakConnections = true }, world.Now);
        }
        else if (operation.Kind == OperationKind.Freeze)
        {
            if (operation.Detail > 0) engine.Freeze(s_operator, world.Now);
            else engine.Thaw(s_operator, world.Now);
        }
        else
        {
            Random random = new(operation.Detail);
            foreach (SimulatedAgent agent in world.Fleet.Agents)
            {
                engine.SetWeight(agent.Name, (uint)random.Next(1, 300), s_operator, world.Now);
            }
        }

        world.Fleet.Deliver();
        return true;
    }

    private bool DoOfMachine(in Operation operation, SimulatedMachine? machine) => machine is not null
        && operation.Kind switch
        {
            OperationKind.Read => world.Fleet.Read(machine),
            OperationKind.Hear => world.Fleet.Hear(machine),
            OperationKind.Hold => world.Held.Add(machine),
            OperationKind.Release => world.Held.Remove(machine),
            OperationKind.Cut => world.Cut(machine),
            OperationKind.Reconnect => world.Reconnect(machine),
            OperationKind.Restart => world.Restart(machine, operation.Detail),
            _ => world.Fleet.Damage(machine),
        };

    private bool DoOfServer(in Operation operation)
    {
        if (operation.Subject <= 0 || world.Machine(operation.Subject) is not SimulatedAgent agent) return false;
        SimulatedMux? mux = world.Fleet.Muxes.ElementAtOrDefault(operation.Detail - 1);
        return operation.Kind switch
        {
            OperationKind.Crash => world.Crash(agent),
            OperationKind.Reboot => world.Reboot(agent),
            OperationKind.SynFlood => Flood(agent, operation.Detail > 0),
            OperationKind.SkewClock => Skew(agent, operation.Detail),
            OperationKind.EvictCache => world.Evict(agent),
            OperationKind.CutProbes => mux is not null && mux.CutOff.Add(agent.Address),
            _ => mux is not null && mux.CutOff.Remove(agent.Address),
        };
    }

    private bool Flood(SimulatedAgent agent, bool isFlooded)
    {
        TcpHost host = world.HostOf(agent);
        if (host.IsFlooded == isFlooded || !agent.IsAlive) return false;
        host.IsFlooded = isFlooded;
        return true;
    }

    /// <summary>Two clocks run apart by less than the slack that a lease allows.</summary>
    private static bool Skew(SimulatedAgent agent, int detail)
    {
        agent.ClockSkew = TimeSpan.FromMilliseconds((detail % ((2 * SkewMillisecondsMax) + 1)) - SkewMillisecondsMax);
        return true;
    }

    /// <summary>Nobody hears the controller, which goes on by itself; or all hear it again.</summary>
    private bool Partition(bool isCut)
    {
        bool changes = false;
        foreach (SimulatedMachine machine in world.Fleet.Machines)
        {
            changes |= isCut ? world.Cut(machine) : world.Reconnect(machine);
        }

        return changes;
    }

    private bool DoOfAll(in Operation operation)
    {
        if (operation.Kind == OperationKind.LeaderPartition) return Partition(operation.Detail > 0);
        if (operation.Kind == OperationKind.Flush) world.Flush();
        else if (operation.Kind == OperationKind.LeaderCrash) world.Fleet.RestartController();
        else
        {
            for (int ticks = operation.Detail; ticks > 0; ticks--) world.Tick();
        }

        return true;
    }
}
