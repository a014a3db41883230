using System.Collections.Immutable;
using Beamer.Core.Tables;

namespace Beamer.Core.Fleet;

/// <summary>The controller's brain: a state machine of messages and time in, effects out.</summary>
/// <remarks>
/// <para>Not thread-safe: one thread calls it. It has no clock: every input brings <c>now</c>, monotonic, any origin.
/// It is deterministic: the same inputs give the same effects.</para>
/// <para>After each input the host takes the effects (<see cref="TakeEffects"/>) and does them in order.</para>
/// <para>One part per phase: followers, staging (R3), admission (R12), leases and health (R11), settling (R10),
/// composing the next publication (R2, R14), operators' verbs, status.</para>
/// </remarks>
public sealed partial class FleetEngine
{
    private readonly FleetSettings _settings;
    private readonly FleetRules _rules;
    private readonly SortedDictionary<string, ServerRecord> _servers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, MuxRecord> _muxes = new(StringComparer.Ordinal);
    private readonly Dictionary<IPv4Address, ServerRecord> _serversByAddress = [];
    private readonly Dictionary<FollowerId, MachineRecord> _followers = [];
    private readonly Dictionary<uint, TimeSpan> _committedAt = [];
    private readonly ImmutableArray<FleetEffect>.Builder _effects = ImmutableArray.CreateBuilder<FleetEffect>();
    private readonly Alarms _alarms = new();
    private readonly DeltaLog _deltas;
    private readonly RemovalBudget _budget;
    private readonly ProbeVotes _votes;
    private readonly TimeSpan _startedAt;
    private RowCensus _census;
    private Publication? _inFlight;
    private TimeSpan _now;

    /// <summary>Continues from what the store holds; stages an interrupted publication again.</summary>
    /// <param name="settings">Times and bounds.</param>
    /// <param name="restored">What the store gives back.</param>
    /// <param name="term">Number of this start of the controller, above every earlier one.</param>
    /// <param name="now">The time.</param>
    public FleetEngine(FleetSettings settings, FleetRecord restored, ulong term, TimeSpan now)
        : this(settings, restored, term, now, FleetRules.All)
    {
    }

    internal FleetEngine(FleetSettings settings, FleetRecord restored, ulong term, TimeSpan now, FleetRules rules)
    {
        _settings = settings;
        _rules = rules;
        _deltas = new DeltaLog(settings.DeltaLogMax);
        _budget = new RemovalBudget(settings);
        _votes = new ProbeVotes(settings);
        _startedAt = now;
        _now = now;
        Term = term;
        Intent = restored.Intent;

        // What one start stores and a later one stages again reaches followers in the later term; they would refuse a
        // snapshot in the stored one.
        Committed = restored.Committed.InTerm(term);
        _census = RowCensus.Of(Committed);
        KeepRecords();
        RestoreServers(restored.Incarnations);
        foreach (string mux in restored.KnownMuxes)
        {
            if (!_muxes.TryGetValue(mux, out MuxRecord? record)) continue;
            record.IsKnown = true;
            Recount(record);
        }

        if (restored.InFlight is not null)
        {
            _inFlight = Publication.From(Committed, restored.InFlight with { Term = term }, [], rules);
        }
    }

    /// <summary>The number of this start of the controller.</summary>
    public ulong Term { get; }

    /// <summary>
    /// What operators declared last: new pools get an id that is not used here, known pools keep id and key.
    /// </summary>
    public FleetIntent Intent { get; private set; }

    /// <summary>The newest committed table.</summary>
    public FleetTable Committed { get; private set; }

    /// <summary>What has to be done since the last call, in order.</summary>
    public ImmutableArray<FleetEffect> TakeEffects()
    {
        ImmutableArray<FleetEffect> effects = _effects.ToImmutable();
        _effects.Clear();
        return effects;
    }

    /// <summary>Time passed: to be called every 100 ms.</summary>
    public void Tick(TimeSpan now)
    {
        Turn(now);
        WatchServers();
        WatchNewcomers();
        AskForCounts();
        foreach (MuxRecord mux in _muxes.Values) TeachAgain(mux);
        foreach (ServerRecord server in _servers.Values) TeachAgain(server);
        _tickDue = true;
        _rowsRead = 0;
        _looksAtAll = true;
        _isDirty |= IsSettleDue();
        Step();
        PrepareAgain();
        RenewLeases();
    }

    /// <summary>
    /// Everything that follows from an input, in the order of the phases, until nothing moves any more.
    /// </summary>
    private void Step()
    {
        do
        {
            AdvancePublication();
            NoteConfirmed();
            AdmitReadyServers();
        }
        while (_inFlight is null && TryBegin());
    }

    /// <summary>Time never goes back, whatever the host says.</summary>
    private void Turn(TimeSpan now)
    {
        _now = now > _now ? now : _now;
        _votes.Expire(_now);
    }

    private void Send(FollowerId follower, FeedCommand command) =>
        _effects.Add(new FleetEffect.Send(follower, command));

    private void Audit(string sentence) => _effects.Add(new FleetEffect.Audit(sentence));

    private void Alarm(string about, string sentence)
    {
        if (_alarms.Raise(about, sentence)) Audit("Alarm: " + sentence);
    }

    /// <summary>One record per machine that is declared, or that rows and followers may still know.</summary>
    private void KeepRecords()
    {
        foreach (ServerRecord server in _servers.Values) server.Declared = null;
        foreach (IntentServer declared in Intent.Servers) Keep(declared.ToServer()).Declared = declared;
        foreach (Server known in Committed.Configuration.Servers) Keep(known);
        foreach (MuxEntry mux in Intent.Muxes.Concat(Committed.Configuration.Muxes))
        {
            if (!_muxes.ContainsKey(mux.Name)) _muxes[mux.Name] = new MuxRecord(mux.Name, mux.Address, _now);
        }
    }

    private ServerRecord Keep(Server server)
    {
        if (_servers.TryGetValue(server.Name, out ServerRecord? record)) return record;
        record = new ServerRecord(server.Name, server.Address, server.Pool, _now);
        _servers[server.Name] = record;
        _serversByAddress[server.Address] = record;
        _votes.Add(record);
        return record;
    }

    /// <summary>
    /// Until they say otherwise, admitted servers run on, and may hold a lease of the controller before this one.
    /// </summary>
    private void RestoreServers(ImmutableDictionary<string, ulong> incarnations)
    {
        foreach (ServerRecord server in _servers.Values)
        {
            server.AdmittedIncarnation = incarnations.GetValueOrDefault(server.Name);
            if (server.AdmittedIncarnation == 0) continue;
            server.IsAdmitted = true;
            server.Move(ServerEvent.Admit);
            server.LeaseEnds = _now + _settings.LeaseDuration + _settings.LeaseSlack;
            Recount(server);
            FollowWish(server);
        }
    }
}
