using System.Collections.Immutable;
using Beamer.Core;
using Beamer.Core.Tables;
using Beamer.Rpc;
using V1 = Beamer.Rpc.V1;

namespace Beamer.Tests.Unit.Controller;

/// <summary>A MUX or an agent that follows the real feed over a socket and agrees to everything.</summary>
internal sealed class TestFollower : IFeedHandler, IAsyncDisposable
{
    private readonly V1.Role _role;
    private readonly string _name;
    private readonly IPv4Address _address;
    private readonly CancellationTokenSource _stop = new();
    private readonly FeedClient _client;
    private readonly Task _running;
    private readonly ITimer _reports;
    private readonly TaskCompletionSource _superseded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile FleetTable _table = FleetTable.Empty;

    internal TestFollower(
        ListenAddress controller, V1.Role role, string name, string address, TimeProvider? pauses = null)
    {
        _role = role;
        _name = name;
        _address = IPv4Address.Parse(address);
        _client = new FeedClient(controller, this, pauses ?? TimeProvider.System, jitterSeed: 1);
        _running = _client.RunAsync(_stop.Token);
        TimeSpan interval = TimeSpan.FromMilliseconds(200);
        _reports = TimeProvider.System.CreateTimer(_ => Report(), null, interval, interval);
    }

    internal FleetTable Table => _table;

    internal ulong Incarnation { get; init; } = 42;

    internal bool IsAdmitted { get; private set; }

    internal bool HasLease { get; private set; }

    /// <summary>Ends when another took its place.</summary>
    internal Task Superseded => _superseded.Task;

    internal List<V1.Stage> Prepared { get; } = [];

    public V1.Hello CreateHello() => new()
    {
        Role = _role,
        Name = _name,
        Address = _address.Value,
        Incarnation = Incarnation,
        Term = _table.Term,
        Generation = _table.Generation.Value,
        Digest = _table.Digest.Value,
        Version = "test",
    };

    public IReadOnlyList<string> AcceptSnapshot(FleetTable table)
    {
        _table = table;
        return [];
    }

    public IReadOnlyList<string> AcceptDelta(FleetDelta delta)
    {
        if (!_table.TryApply(delta, out FleetTable next, out List<string> reasons)) return reasons;
        _table = next;
        return [];
    }

    public IReadOnlyList<string> AcceptPrepare(
        Generation generation, V1.Stage stage, FleetConfiguration? configuration, ImmutableArray<RowSet> rows)
    {
        Prepared.Add(stage);
        return [];
    }

    public void AcceptLease(TimeSpan duration, ulong statusSentAt) => HasLease = true;

    public IReadOnlyList<string> AcceptAdmission(ulong incarnation, Generation generation)
    {
        IsAdmitted = incarnation == Incarnation;
        return [];
    }

    /// <summary>It has one connection in each bucket, until they are broken.</summary>
    internal bool IsBusy { get; set; }

    public V1.SocketCounts? CountSockets(ulong token)
    {
        V1.SocketCounts counts = new() { Token = token, SecondsSinceCookie = uint.MaxValue };
        if (!IsBusy) return counts;
        Pool pool = _table.Configuration.Pools[0];
        counts.Pools.Add(new V1.SocketCounts.Types.Pool
        {
            PoolId = pool.Id.Value,
            Buckets = RowMessages.ToBytes([.. Enumerable.Range(0, pool.BucketCount).Select(bucket => (uint)bucket)]),
            Counts = RowMessages.ToBytes([.. Enumerable.Repeat(1u, pool.BucketCount)]),
        });
        return counts;
    }

    public V1.BrokenConnections? BreakConnections(ulong token)
    {
        IsBusy = false;
        return new V1.BrokenConnections { Token = token, Connections = 8 };
    }

    public void Connected() => Report();

    public void Disconnected(string reason, bool superseded)
    {
        if (superseded) _superseded.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    /// <summary>The process ends.</summary>
    internal async Task StopAsync()
    {
        await _reports.DisposeAsync();
        await _stop.CancelAsync();
        await _running;
    }

    private void Report()
    {
        V1.FollowerMessage message = new();
        if (_role == V1.Role.Agent) message.Status = new V1.AgentStatus { Synced = true, Listening = true };
        else message.Probes = new V1.ProbeReport();
        foreach (Server server in _table.Configuration.Servers)
        {
            message.Probes?.Servers.Add(new V1.ProbeReport.Types.Server { Address = server.Address.Value });
        }

        _client.TrySend(message);
    }
}
