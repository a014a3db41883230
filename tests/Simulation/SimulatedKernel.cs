using Beamer.Core.Chaining;
using Beamer.Core.Fleet;

namespace Beamer.Tests.Simulation;

/// <summary>The sockets of one host.</summary>
internal sealed class SimulatedKernel : ISimulatedSockets
{
    private static readonly TimeSpan s_halfOpenLife = TimeSpan.FromSeconds(30);
    private readonly HashSet<SimulatedFlow> _connections = [];
    private readonly Dictionary<SimulatedFlow, TimeSpan> _halfOpen = [];

    internal bool Owns(SimulatedFlow flow) => _connections.Contains(flow);

    /// <summary>
    /// A SYN was delivered. Only the first server that takes it becomes home: the client ignores a second SYN-ACK, so
    /// that every other one keeps a socket in SYN_RECV which nobody will ever acknowledge (a ghost).
    /// </summary>
    internal void Accept(SimulatedFlow flow, SimulatedAgent self, TimeSpan now)
    {
        if (flow.IsClosed || flow.Home == self) return;
        if (flow.Home is not null)
        {
            _halfOpen[flow] = now + s_halfOpenLife;
            return;
        }

        flow.Home = self;
        _connections.Add(flow);
    }

    internal void Close(SimulatedFlow flow) => _connections.Remove(flow);

    /// <inheritdoc/>
    public int Break(Func<int, bool> isChosen)
    {
        SimulatedFlow[] broken = [.. _connections.Where(flow => isChosen(flow.Bucket))];
        foreach (SimulatedFlow flow in broken) _connections.Remove(flow);
        foreach (SimulatedFlow ghost in _halfOpen.Keys.Where(flow => isChosen(flow.Bucket)).ToArray())
        {
            _halfOpen.Remove(ghost);
        }

        return broken.Length;
    }

    /// <inheritdoc/>
    public void Lose()
    {
        _connections.Clear();
        _halfOpen.Clear();
    }

    /// <summary>What <c>sock_diag</c> would say about a data segment of the flow.</summary>
    internal KernelAnswer Answer(SimulatedFlow flow, TimeSpan now)
    {
        if (_connections.Contains(flow)) return KernelAnswer.Established;
        bool isGhost = _halfOpen.TryGetValue(flow, out TimeSpan end) && now < end;
        return isGhost ? KernelAnswer.SynReceivedAckMismatch : KernelAnswer.None;
    }

    /// <inheritdoc/>
    public SocketCounts Count(ulong token, TimeSpan? sinceCookie, TimeSpan now)
    {
        IGrouping<int, SimulatedFlow>[] buckets =
        [
            .. _connections
                .Concat(_halfOpen.Where(entry => now < entry.Value).Select(entry => entry.Key))
                .GroupBy(flow => flow.Bucket)
                .OrderBy(group => group.Key),
        ];
        PoolSocketCounts pool = new(
            SimulatedFleet.PoolId,
            [.. buckets.Select(group => group.Key)],
            [.. buckets.Select(group => (uint)group.Count())]);
        return new SocketCounts(token, [pool], sinceCookie);
    }
}
