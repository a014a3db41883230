using System.Collections.Immutable;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;

namespace Beamer.Core.Fleet;

/// <content>What people ask.</content>
public sealed partial class FleetEngine
{
    /// <summary>How much it keeps.</summary>
    internal FleetEngineSize Size =>
        new(_followers.Count, _alarms.Count, _deltas.Count, _line.Count, _votes.Voters);

    /// <summary>How the fleet stands.</summary>
    public FleetStatus Status(TimeSpan now)
    {
        Turn(now);
        bool isConverged = HasConverged(Committed.Generation)
            && !(_lastDraft?.Queued > 0) && _firstReady.Count == 0 && !_servers.Values.Any(IsStarting)
            && _servers.Values.All(server => !server.IsConnected || server.Acked.Committed == Committed.Generation);
        return new FleetStatus(
            Term,
            Committed.Generation,
            Committed.Digest,
            PublicationStatusNow(),
            [.. Committed.Configuration.Pools.Select(StatusOf)],
            [.. _servers.Values.Select(StatusOf)],
            [.. _muxes.Values.Select(StatusOf)],
            [.. _alarms.Sentences],
            isConverged)
        {
            IsFrozen = Intent.IsFrozen,
        };
    }

    /// <summary>Where a flow's packets go.</summary>
    /// <returns>Null when no service asks for it.</returns>
    public FlowExplanation? Explain(in Flow flow)
    {
        ServiceKey key = flow.Service;
        Service? service = Committed.Configuration.Services.FirstOrDefault(service => service.Key == key);
        if (service is null) return null;
        BucketTable table = Committed.Pools[service.Pool];
        FlowHash hash = FlowHash.Of(table.Pool.Key, flow);
        int bucket = hash.Bucket(table.Pool.BucketCount);
        Row row = table[bucket];
        return new FlowExplanation(hash, table.Pool.Name, bucket, row, HopsOf(row));
    }

    private ImmutableArray<FlowHop> HopsOf(in Row row)
    {
        if (row.Current.IsNone) return [];
        ImmutableArray<FlowHop>.Builder hops = ImmutableArray.CreateBuilder<FlowHop>();
        for (int i = -1; i < row.PreviousCount; i++)
        {
            IPv4Address address = i < 0 ? row.Current : row.Previous[i];
            string rest = i + 1 < row.PreviousCount
                ? $"sends the rest on to {NameOf(row.Previous[i + 1])}."
                : "answers the rest with RST while it has a lease.";
            _serversByAddress.TryGetValue(address, out ServerRecord? server);
            hops.Add(new FlowHop(
                server?.Name ?? "",
                address,
                i < 0 ? "current" : "previous",
                server is null ? "" : ServerLifecycle.Name(server.State),
                i < 0
                    ? $"Accepts a SYN; delivers packets of its own flows and {rest}"
                    : $"Gets no SYN; delivers packets of its own flows and {rest}"));
        }

        return hops.DrainToImmutable();
    }

    private PublicationStatus? PublicationStatusNow() => _inFlight is null ? null : new PublicationStatus(
        _inFlight.Delta.To,
        _inFlight.Stage,
        [.. WaitingFor(_inFlight).Select(server => server.Name).Distinct()]);

    private PoolStatus StatusOf(Pool pool)
    {
        RowCensus.PoolCensus census = _census.Pool(pool.Id);
        int queued = _lastDraft?.Pools.FirstOrDefault(draft => draft.Pool.Id == pool.Id)?.Queued.Values.Sum() ?? 0;
        TimeSpan oldest = census.Unsettled == 0 ? TimeSpan.Zero : Since(census.OldestUnsettled);
        return new PoolStatus(pool.Name, pool.BucketCount, census.Unsettled, queued, oldest);
    }

    private ServerStatus StatusOf(ServerRecord server) => new(
        server.Name,
        server.Address,
        Committed.Configuration.FindPool(server.Pool)?.Name ?? server.Pool.ToString(),
        server.State,
        server.Declared?.Weight ?? 0,
        _census.Owned(server.Address),
        _census.Previous(server.Address),
        UnsettledConnections(server),
        _census.OldestPrevious(server.Address) is { } oldest ? Since(oldest) : TimeSpan.Zero,
        server.IsConnected,
        server.Acked.Committed,
        server.MayHoldLease(_now),
        server.IsAdmitted,
        server.Health?.Problems ?? [])
    {
        StartPercent = 100 * server.Step / SlowStart.Steps,
    };

    private MuxStatus StatusOf(MuxRecord mux) => new(
        mux.Name,
        mux.Address,
        mux.IsConnected,
        mux.Acked,
        Committed.Generation.Value - mux.Acked.Value,
        _now - mux.LastHeard);

    private ulong UnsettledConnections(ServerRecord server)
    {
        if (server.Proof is not { } proof || _census.Previous(server.Address) == 0) return 0;
        if (!Committed.Pools.TryGetValue(server.Pool, out BucketTable? table)) return 0;
        ulong connections = 0;
        foreach ((int bucket, uint count) in proof.Busy(server.Pool))
        {
            if (bucket < table.Pool.BucketCount && table[bucket].Previous.Contains(server.Address))
            {
                connections += count;
            }
        }

        return connections;
    }

    /// <summary>Since a generation was committed; since the start when that was before.</summary>
    private TimeSpan Since(Generation generation) =>
        _now - (_committedAt.TryGetValue(generation.Value, out TimeSpan at) ? at : _startedAt);
}
