using Beamer.Core;
using Beamer.Core.Tables;

namespace Beamer.Tests.Unit.Core.Fleet;

/// <summary>Flows through the simulated MUXes and agents, decided as design rules R5..R9 and R12 say.</summary>
internal sealed class SimulatedTraffic(SimulatedFleet fleet)
{
    private const int ReRoutesMax = 2;
    private int _lastFlow;

    internal List<SimulatedFlow> Flows { get; } = [];

    /// <summary>A SYN by way of a MUX; nothing happens when it is dropped.</summary>
    internal void Open(SimulatedMux mux, int bucket)
    {
        if (mux.Table.Pools.Count == 0) return;
        Row row = mux.Table.Pools[SimulatedFleet.PoolId][bucket];
        for (int reRoutes = 0; reRoutes <= ReRoutesMax && !row.Current.IsNone; reRoutes++)
        {
            SimulatedAgent agent = AgentOf(row.Current);
            if (!Accepts(agent, row, bucket)) return;
            Row active = agent.Active(bucket);
            if (active.Generation > row.Generation && active.Current != agent.Address)
            {
                row = active;
                continue;
            }

            SimulatedFlow flow = new(++_lastFlow, bucket, agent);
            Flows.Add(flow);
            agent.Flows.Add(flow);
            return;
        }
    }

    /// <summary>A data packet by way of a MUX.</summary>
    /// <returns>Whether it reached its home; a drop is false, a RST is a violation.</returns>
    internal bool Send(SimulatedMux mux, SimulatedFlow flow)
    {
        if (mux.Table.Pools.Count == 0) return false;
        Row row = mux.Table.Pools[SimulatedFleet.PoolId][flow.Bucket];
        Queue<IPv4Address> chain = new([row.Current, .. row.Previous]);
        for (int reRoutes = 0; chain.TryDequeue(out IPv4Address at);)
        {
            SimulatedAgent agent = AgentOf(at);
            if (!Accepts(agent, row, flow.Bucket)) return false;
            if (agent == flow.Home) return true;
            Row active = agent.Active(flow.Bucket);
            if (active.Generation > row.Generation && reRoutes < ReRoutesMax)
            {
                reRoutes++;
                row = active;
                chain = new([.. new[] { row.Current }.Concat(row.Previous.ToArray()).Where(server => server != at)]);
                if (chain.Count > 0) continue;
            }

            if (chain.Count > 0) continue;
            if (row.Generation < agent.Known(flow.Bucket) || !agent.HasLease(fleet.Now)) return false;
            throw new ViolationException(
                $"RST: {agent.Name} answers flow {flow.Number} of {flow.Home.Name}, bucket {flow.Bucket}, row {row}.");
        }

        return false;
    }

    internal void Close(SimulatedFlow flow)
    {
        Flows.Remove(flow);
        flow.Home.Flows.Remove(flow);
    }

    internal void Crash(SimulatedAgent agent)
    {
        Flows.RemoveAll(flow => flow.Home == agent);
        agent.Crash();
        fleet.Disconnect(agent);
    }

    /// <summary>
    /// P31: the newest row still names every flow's home. The newest may be in flight: after stage 2 the old owner
    /// re-routes SYNs by it (R9).
    /// </summary>
    internal void CheckCoverage()
    {
        foreach (SimulatedFlow flow in Flows)
        {
            Row row = fleet.NewestRow(flow.Bucket);
            if (row.Names(flow.Home.Address)) continue;
            throw new ViolationException(
                $"COV: flow {flow.Number} of {flow.Home.Name} is in no row of bucket {flow.Bucket}: {row}.");
        }
    }

    private static bool Accepts(SimulatedAgent agent, in Row row, int bucket) =>
        agent.IsAlive && agent.IsAdmitted && row.Generation >= agent.Admission(bucket);

    private SimulatedAgent AgentOf(IPv4Address address) => fleet.Agents.First(agent => agent.Address == address);
}
