using System.Collections.Immutable;
using Beamer.Core.Planning;
using Beamer.Core.Tables;

namespace Beamer.Core.Fleet;

/// <content>
/// What the next publication holds: rows renewed for admission, settled rows, a rollback, planned moves, a
/// configuration.
/// </content>
public sealed partial class FleetEngine
{
    /// <summary>
    /// Rows that may be read between two ticks for drafts that hold nothing: when ten thousand followers come back at
    /// once, each of them changes something that could matter, and none does.
    /// </summary>
    private const int RowsReadMax = 1 << 20;

    private readonly Dictionary<PoolId, TimeSpan> _firstReady = [];
    private FleetTable? _rollback;
    private FleetDraft? _lastDraft;
    private TimeSpan _composedAt;
    private bool _isDirty = true;
    private bool _tickDue;
    private int _rowsRead;
    private bool _waitsForMuxes;
    private string _actor = "engine";
    private string _wish = "";

    /// <summary>Starts the next publication when something changed and it holds anything.</summary>
    private bool TryBegin()
    {
        bool retries = _tickDue
            && _now - _composedAt >= _settings.SettleInterval
            && (_lastDraft?.Queued > 0 || _firstReady.Count > 0);
        _tickDue = false;
        if (!_isDirty && !retries) return false;
        if (_rowsRead >= RowsReadMax) return false;
        _isDirty = false;
        _composedAt = _now;
        FleetDraft draft = Compose(Committed, Intent, hypothetical: false);
        _lastDraft = draft;
        _rollback = null;
        Publication? publication = draft.IsEmpty ? null : Publication.From(
            Committed, Committed.NextDelta(Term, draft.Configuration, draft.Rows), draft.Cleans, _rules);
        if (_removalPending) _removedAt = publication?.Delta.To ?? Committed.Generation;
        _removalPending = false;
        if (publication is null)
        {
            _rowsRead += draft.Pools.Sum(pool => pool.Pool.BucketCount);
            return false;
        }

        if (draft.Pools.Any(pool => pool.Settled > 0)) _settledAt = _now;
        Begin(publication, _actor, _wish.Length > 0 ? $"{_wish}: {draft.Describe()}" : draft.Describe());
        _actor = "engine";
        _wish = "";
        return true;
    }

    private FleetDraft Compose(FleetTable before, FleetIntent intent, bool hypothetical)
    {
        Generation next = before.Generation.Next();
        FleetConfiguration wanted = intent.ToConfiguration();
        ImmutableArray<PoolDraft>.Builder drafts = ImmutableArray.CreateBuilder<PoolDraft>();
        ImmutableArray<KeyValuePair<string, ulong>> cleans = hypothetical ? [] : [.. ServersToClean()];
        if (!hypothetical) _waitsForMuxes = false;
        foreach (Pool pool in wanted.Pools)
        {
            PoolDraft draft = new(before.Pools.GetValueOrDefault(pool.Id) ?? BucketTable.Empty(pool), next);
            if (!hypothetical) RenewAndSettle(draft);
            if (_rollback is not null) RollBack(draft, _rollback);
            PlanPool(draft, intent, hypothetical);
            drafts.Add(draft);
        }

        FleetConfiguration configuration = WithRetainedServers(before, wanted, drafts);
        bool changes = !FleetConfigurations.AreEqual(configuration, before.Configuration);
        return new FleetDraft(changes ? configuration : null, drafts.ToImmutable(), cleans);
    }

    private IEnumerable<KeyValuePair<string, ulong>> ServersToClean() => _servers.Values
        .Where(server => server.NeedsCleanRows && server.State == ServerState.Joining)
        .Select(server => KeyValuePair.Create(server.Name, server.HelloIncarnation));

    /// <summary>R12 and R10 in one walk over the rows, and only when there is anything to do.</summary>
    private void RenewAndSettle(PoolDraft draft)
    {
        Generation line = SettleLine();
        bool settles = IsSettleTime;
        settles &= _census.Pool(draft.Pool.Id) is { Unsettled: > 0 } census && census.OldestUnsettled <= line;
        HashSet<IPv4Address> renewed = [.. _servers.Values
            .Where(server => _rules.AdmissionRepublish && server.NeedsCleanRows && server.State == ServerState.Joining)
            .Select(server => server.Address)];
        if (!settles && renewed.Count == 0) return;
        Span<IPv4Address> kept = stackalloc IPv4Address[Row.PreviousMax];
        for (int bucket = 0; bucket < draft.Pool.BucketCount; bucket++)
        {
            Row row = draft.Before[bucket];
            if (row.IsSettled && !renewed.Contains(row.Current)) continue;
            int count = 0;
            foreach (IPv4Address previous in row.Previous)
            {
                if (renewed.Contains(previous)) continue;
                if (settles && MaySettle(previous, draft.Pool.Id, bucket, row.Generation, line)) continue;
                kept[count++] = previous;
            }

            if (count == row.PreviousCount && !renewed.Contains(row.Current)) continue;
            draft.Set(bucket, row.Current, kept[..count]);
            if (count < row.PreviousCount) draft.Settled++;
        }
    }

    private void PlanPool(PoolDraft draft, FleetIntent intent, bool hypothetical)
    {
        if (!hypothetical && (IsPanicking(draft.Pool.Id) || WaitsForFirstFill(draft.Pool.Id))) return;
        Dictionary<IPv4Address, Standing> standings = StandingsOf(draft.Pool.Id, intent, hypothetical);
        if (!hypothetical) NoteReceivers(draft.Pool.Id, standings);
        PlanServer[] servers = PlanServers(standings, intent, hypothetical);
        BucketTable preview = draft.Preview();
        MovePlan plan = Planner.Plan(preview, servers, draft.Next, _rules.Planner);
        PlanFilter filter = new(
            draft,
            preview,
            standings,
            _rules.MoveBarrier && !hypothetical ? MuxLine() : new Generation(uint.MaxValue),
            _rules.Freeze && intent.IsFrozen);
        filter.Take(plan, NameOf);
        if (!hypothetical) _waitsForMuxes |= filter.WaitsForMuxes;
    }

    /// <summary>
    /// The first fill of a pool waits a moment for its other servers, so that nothing has to move again at once.
    /// </summary>
    private bool WaitsForFirstFill(PoolId pool)
    {
        if (_census.Pool(pool).Owned > 0)
        {
            _firstReady.Remove(pool);
            return false;
        }

        ServerRecord[] wanted = [.. _servers.Values.Where(server => server.Pool == pool && server.WantsBuckets)];
        if (!wanted.Any(server => StandingOf(server) == Standing.Receives)) return false;
        _firstReady.TryAdd(pool, _now);
        bool waits = _now - _firstReady[pool] < _settings.FirstFillWait
            && wanted.Any(s => StandingOf(s) != Standing.Receives);
        if (!waits) _firstReady.Remove(pool);
        return waits;
    }

    private Dictionary<IPv4Address, Standing> StandingsOf(PoolId pool, FleetIntent intent, bool hypothetical)
    {
        Dictionary<IPv4Address, Standing> standings = [];
        if (hypothetical)
        {
            SupposeStandings(pool, intent, standings);
            return standings;
        }

        foreach (ServerRecord server in _servers.Values.Where(server => server.Pool == pool))
        {
            standings[server.Address] = StandingOf(server);
        }

        TrustInEmergency(standings);
        return standings;
    }

    private void SupposeStandings(PoolId pool, FleetIntent intent, Dictionary<IPv4Address, Standing> standings)
    {
        Dictionary<string, IntentServer> declared = intent.Servers.ToDictionary(server => server.Name);
        foreach (ServerRecord server in _servers.Values.Where(server => server.Pool == pool))
        {
            standings[server.Address] = Supposed(server, declared.GetValueOrDefault(server.Name));
        }

        foreach (IntentServer server in intent.Servers.Where(server => server.Pool == pool))
        {
            standings.TryAdd(server.Address, server.WantsBuckets ? Standing.Receives : Standing.Leaves);
        }
    }

    /// <summary>What a dry run assumes: that who is starting will be well.</summary>
    private static Standing Supposed(ServerRecord server, IntentServer? declared)
    {
        if (server.State == ServerState.Dead) return Standing.Dead;
        if (declared is not { WantsBuckets: true } || server.IsTakenOut) return Standing.Leaves;
        return Standing.Receives;
    }

    private Standing StandingOf(ServerRecord server, bool isTrusting = false)
    {
        bool isWell = server.IsAdmitSent
            && server.IsConnected
            && server.Health is { IsServable: true }
            && IsProven(server, isTrusting)
            && !IsUnreachable(server);
        return StandingRule.Of(
            server.State,
            server.IsForcedOut,
            server.WantsBuckets && !server.IsTakenOut,
            isWell,
            _census.Owned(server.Address) > 0,
            _rules);
    }

    /// <summary>A server stays in the configuration for as long as a row names it, whatever was declared.</summary>
    private static FleetConfiguration WithRetainedServers(
        FleetTable before, FleetConfiguration wanted, IEnumerable<PoolDraft> drafts)
    {
        HashSet<string> declared = [.. wanted.Servers.Select(server => server.Name)];
        Server[] leaving = [.. before.Configuration.Servers.Where(server => !declared.Contains(server.Name))];
        IEnumerable<Server> retained = leaving.Length == 0 ? [] : leaving.Where(
            server => drafts.Any(draft => draft.Pool.Id == server.Pool && draft.Names(server.Address)));
        return wanted with { Servers = [.. wanted.Servers.Concat(retained).OrderBy(server => server.Address)] };
    }

    private string NameOf(IPv4Address address) =>
        _serversByAddress.TryGetValue(address, out ServerRecord? server) ? server.Name
        : Intent.Servers.FirstOrDefault(declared => declared.Address == address)?.Name
        ?? (address.IsNone ? "" : address.ToString());
}
