using System.Diagnostics.CodeAnalysis;
using Beamer.Core.Chaining;
using Beamer.Core.Tables;
using Beamer.Core.Wire;

namespace Beamer.Tests.Simulation;

/// <summary>
/// Flows through the simulated MUXes to the simulated servers, where the production's own decision says what becomes
/// of each packet, hop by hop. The network may hold packets back, but not for longer than the bound D of R10.
/// </summary>
internal sealed class SimulatedTraffic(SimulatedFleet fleet, ChainRules? rules = null)
{
    private readonly ChainRules _rules = rules ?? ChainRules.All;
    private readonly PriorityQueue<(SimulatedPacket Packet, TimeSpan LastDue), TimeSpan> _late = new();
    private int _lastFlow;

    internal List<SimulatedFlow> Flows { get; } = [];

    /// <summary>A client's SYN by way of a MUX; nothing happens when it is dropped.</summary>
    internal SimulatedFlow Open(SimulatedMux mux, int bucket)
    {
        SimulatedFlow flow = new(++_lastFlow, bucket, fleet.Rows.Pool, SimulatedFleet.ServiceKey);
        if (Encapsulate(mux, flow, TcpFlags.Syn) is { } packet) Walk(packet);
        return flow;
    }

    /// <summary>A data packet by way of a MUX.</summary>
    /// <returns>Whether it reached its home; a drop is false, a RST is a violation.</returns>
    internal bool Send(SimulatedMux mux, SimulatedFlow flow) =>
        Encapsulate(mux, flow, TcpFlags.Ack) is { } packet && Walk(packet);

    /// <summary>The network keeps a packet on each hop for a while, but not beyond the last due.</summary>
    internal void SendLate(SimulatedMux mux, SimulatedFlow flow, TcpFlags flags, TimeSpan firstDue, TimeSpan lastDue)
    {
        if (Encapsulate(mux, flow, flags) is { } packet) _late.Enqueue((packet, lastDue), firstDue);
    }

    /// <summary>Lets late packets go one hop further, and what has to arrive now all the way.</summary>
    internal void Advance(Random random)
    {
        while (_late.TryPeek(out _, out TimeSpan due) && due <= fleet.Now)
        {
            (SimulatedPacket packet, TimeSpan lastDue) = _late.Dequeue();
            if (!TryStep(packet, out SimulatedPacket? next, out _)) continue;
            TimeSpan later = fleet.Now + ((lastDue - fleet.Now) * random.NextDouble());
            if (later <= fleet.Now) Walk(next);
            else _late.Enqueue((next, lastDue), later);
        }
    }

    internal void Close(SimulatedFlow flow)
    {
        flow.IsClosed = true;
        Flows.Remove(flow);
        flow.Home?.Kernel.Close(flow);
    }

    internal void Crash(SimulatedAgent agent)
    {
        fleet.Trace.Note(fleet.Now, null, $"{agent.Name} crashes");
        foreach (SimulatedFlow flow in Flows.Where(flow => flow.Home == agent).ToArray()) Close(flow);
        agent.Crash();
        fleet.Disconnect(agent);
    }

    /// <summary>
    /// P31: the newest row still names every flow's home. It may be one that only agents know: its old owner sends SYNs
    /// to its new owner from the moment it learns the row, shortly before any MUX does (R9).
    /// </summary>
    internal void CheckCoverage()
    {
        foreach (SimulatedFlow flow in Flows)
        {
            Row row = fleet.NewestRow(flow.Bucket);
            if (!row.Names(flow.Home!.Address)) throw Broken("P31", flow, $"its home is not in the row {row}");
        }
    }

    private static SimulatedPacket? Encapsulate(SimulatedMux mux, SimulatedFlow flow, TcpFlags flags)
    {
        if (mux.Table.Pools.Count == 0) return null;
        Row row = mux.Table.Pools[SimulatedFleet.PoolId][flow.Bucket];
        if (row.Current.IsNone) return null;
        ChainHeader chain = new()
        {
            Version = ChainVersion.Row,
            HopBudget = ChainHeader.HopBudgetDefault,
            Generation = row.Generation,
            Pool = SimulatedFleet.PoolId,
            Bucket = flow.Bucket,
            Hops = new ChainHops(row.Previous),
        };
        return new SimulatedPacket(flow, flags, mux.Address, row.Current, chain, 0, $"{flags} by {mux.Name} {row}");
    }

    private bool Walk(SimulatedPacket packet)
    {
        bool arrived;
        while (TryStep(packet, out SimulatedPacket? next, out arrived)) packet = next;
        return arrived;
    }

    /// <summary>One server's decision.</summary>
    /// <returns>Whether the packet goes on to another server.</returns>
    private bool TryStep(
        SimulatedPacket packet, [NotNullWhen(true)] out SimulatedPacket? next, out bool arrived)
    {
        next = null;
        arrived = false;
        SimulatedAgent agent = fleet.Agents.First(one => one.Address == packet.At);
        if (!agent.IsAlive) return false;
        AgentVerdict verdict = ChainDecision.Decide(
            new PacketSummary { Flow = packet.Flow.Tuple, Flags = packet.Flags },
            packet.Chain,
            packet.From,
            agent.View,
            agent.HasLease(fleet.Now),
            agent.Answer(packet.Flow, fleet.Now),
            _rules);
        string path = $"{packet.Path} -> {agent.Name} {verdict.Action} {verdict.Reason}";
        if (!verdict.IsForward)
        {
            if (verdict.IsDelivery) Deliver(packet with { Path = path }, agent, out arrived);
            return false;
        }

        if (packet.Forwards == ChainHeader.HopBudgetDefault) throw Broken("R16", packet.Flow, path);
        next = packet with
        {
            From = agent.Address,
            At = verdict.Target,
            Chain = verdict.Chain,
            Forwards = packet.Forwards + 1,
            Path = path,
        };
        return true;
    }

    private void Deliver(SimulatedPacket packet, SimulatedAgent agent, out bool arrived)
    {
        SimulatedFlow flow = packet.Flow;
        arrived = flow.Home == agent;
        if (packet.Flags != TcpFlags.Syn)
        {
            if (flow.IsLive && !arrived) throw Broken("RST", flow, packet.Path);
            return;
        }

        bool isNew = flow is { Home: null, IsClosed: false };
        agent.Kernel.Accept(flow, agent, fleet.Now);
        fleet.Trace.Note(fleet.Now, flow.Bucket, $"{packet.Path}: {flow}");
        if (isNew) Flows.Add(flow);
    }

    private ViolationException Broken(string promise, SimulatedFlow flow, string what) =>
        new($"{promise}: {flow}: {what}.\n{fleet.Trace.Tell(flow.Bucket)}");
}
