using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Beamer.Core.Chaining;
using Beamer.Core.Tables;
using Beamer.Rpc;
using V1 = Beamer.Rpc.V1;
using Beamer.Core;

namespace Beamer.Tests.Simulation.Balancers.Ours;

/// <summary>An agent: the production's own view of the fleet, a lease, and the sockets of its host.</summary>
/// <param name="number">The server's.</param>
/// <param name="clock">The time.</param>
/// <param name="counter">Sockets of a server in each bucket.</param>
internal sealed class AgentProcess(int number, Func<TimeSpan> clock, SocketCounter counter) : IFeedHandler
{
    private TimeSpan _leaseEnds;

    internal int Number => number;

    internal string Name { get; } = FleetNames.NameOf(number);

    internal ulong Incarnation { get; private set; } = 1;

    internal AgentView View { get; private set; } = AgentView.Empty(FleetNames.AddressOf(number)).WithSynced(true);

    /// <summary>Whether the application listens.</summary>
    internal bool IsListening { get; set; } = true;

    /// <summary>Sends a report to the controller.</summary>
    internal Action<V1.FollowerMessage>? Send { get; set; }

    internal bool HasLease => clock() < _leaseEnds;

    /// <summary>The host starts again: another incarnation, which knows nothing.</summary>
    internal void Reboot()
    {
        Incarnation++;
        _leaseEnds = TimeSpan.Zero;
        View = AgentView.Empty(FleetNames.AddressOf(number)).WithSynced(true);
    }

    public V1.Hello CreateHello() => new()
    {
        Role = V1.Role.Agent,
        Name = Name,
        Address = View.Self.Value,
        Incarnation = Incarnation,
        Term = View.Committed.Term,
        Generation = View.Committed.Generation.Value,
        Digest = View.Committed.Digest.Value,
        Version = "simulation",
    };

    public IReadOnlyList<string> AcceptSnapshot(FleetTable table) =>
        Learn(View.TryWithSnapshot(table, out AgentView next, out List<string> reasons), next, reasons);

    public IReadOnlyList<string> AcceptDelta(FleetDelta delta) =>
        Learn(View.TryWithCommit(delta, out AgentView next, out List<string> reasons), next, reasons);

    public IReadOnlyList<string> AcceptPrepare(
        Generation generation, V1.Stage stage, FleetConfiguration? configuration, ImmutableArray<RowSet> rows)
    {
        PrepareStage learned =
            stage == V1.Stage.PrepareOldOwner ? PrepareStage.OldOwner : PrepareStage.NewAndPreviousOwners;
        bool fits = View.TryWithPrepare(
            generation, learned, configuration, rows, out AgentView next, out List<string> reasons);
        return Learn(fits, next, reasons);
    }

    public void AcceptLease(TimeSpan duration, ulong statusSentAt)
    {
        if (statusSentAt > 0) _leaseEnds = TimeSpan.FromTicks((long)statusSentAt) + duration;
        SendStatus();
    }

    public IReadOnlyList<string> AcceptAdmission(ulong incarnation, Generation generation)
    {
        if (incarnation != Incarnation) return [$"incarnation {incarnation} is admitted, but this is {Incarnation}."];
        return Learn(View.TryWithAdmission(generation, out AgentView next, out List<string> reasons), next, reasons);
    }

    public V1.SocketCounts CountSockets(ulong token)
    {
        ReadOnlySpan<uint> counts = counter(number);
        List<uint> buckets = [];
        List<uint> sockets = [];
        for (int bucket = 0; bucket < counts.Length; bucket++)
        {
            if (counts[bucket] == 0) continue;
            buckets.Add((uint)bucket);
            sockets.Add(counts[bucket]);
        }

        V1.SocketCounts message = new() { Token = token, SecondsSinceCookie = uint.MaxValue };
        message.Pools.Add(new V1.SocketCounts.Types.Pool
        {
            PoolId = FleetNames.Pool.Value,
            Buckets = RowMessages.ToBytes(CollectionsMarshal.AsSpan(buckets)),
            Counts = RowMessages.ToBytes(CollectionsMarshal.AsSpan(sockets)),
        });
        return message;
    }

    public void Connected() => SendStatus();

    public void Disconnected(string reason, bool superseded)
    {
        if (superseded) _leaseEnds = TimeSpan.Zero;
    }

    /// <summary>Tells the controller how this host stands.</summary>
    internal void SendStatus() => Send?.Invoke(new V1.FollowerMessage
    {
        Status = new V1.AgentStatus
        {
            Synced = View.IsSynced,
            Listening = IsListening,
            SentAt = (ulong)clock().Ticks,
        },
    });

    private List<string> Learn(bool fits, AgentView view, List<string> reasons)
    {
        if (fits) View = view;
        return reasons;
    }
}
