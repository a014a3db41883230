using Beamer.Core.Tables;

namespace Beamer.Core.Fleet;

/// <content>Leases, suspicion and death (R11), and how much of it may move buckets by itself.</content>
public sealed partial class FleetEngine
{
    private Generation? _removedAt;
    private bool _removalPending;

    /// <summary>A MUX reports on the servers.</summary>
    public void Probed(FollowerId follower, ProbeReport report, TimeSpan now)
    {
        if (!Heard(follower, now, out MachineRecord? machine) || machine is not MuxRecord mux) return;
        if (!mux.IsTimely(report, _now, _settings.ReportAgeMax)) return;
        bool isNewVoter = _votes.Begin(mux, _now);
        ProbeChange changes = ProbeChange.None;
        foreach (ProbeResult result in report.Servers)
        {
            if (!_serversByAddress.TryGetValue(result.Address, out ServerRecord? server)) continue;
            changes |= _votes.Note(mux, server, result.Missed);
            if (server.HasAnswered || !server.IsAdmitted || result.Missed > 0) continue;
            server.HasAnswered = true;
            _isDirty = true;
        }

        changes |= _votes.End(mux);
        _isDirty |= (changes & ProbeChange.Verdict) != 0;
        // Most reports say what the last one said: then a tick is soon enough to look at all servers.
        if (isNewVoter || changes != ProbeChange.None)
        {
            _looksAtAll = true;
            WatchServers();
        }

        Step();
    }

    /// <summary>An agent reports on its host.</summary>
    public void Reported(FollowerId follower, AgentHealth health, TimeSpan now)
    {
        if (!Heard(follower, now, out MachineRecord? machine) || machine is not ServerRecord server) return;
        _isDirty |= server.Health?.IsServable != health.IsServable;
        server.Health = health;
        // To start is no illness: who takes over from a process that serves is not synced for as long as it starts.
        if (health.IsServable || !health.Synced) server.UnservableSince = null;
        else server.UnservableSince ??= _now;
        Step();
    }

    private void Hear(ServerRecord server)
    {
        if (server.State != ServerState.Suspected) return;
        server.Move(ServerEvent.Hear);
        server.IsTakenOut = false;
        _alarms.Clear($"suspected {server.Name}");
        FollowWish(server);
        _isDirty = true;
    }

    /// <summary>Brings an admitted server's state in line with what the operator wants of it.</summary>
    private void FollowWish(ServerRecord server)
    {
        if (!server.WantsBuckets && server.State == ServerState.Active) server.Move(ServerEvent.Drain);
        else if (server.WantsBuckets && server.State is ServerState.Draining or ServerState.Drained)
        {
            server.Move(ServerEvent.Restore);
        }

        NoteDrained(server);
    }

    private void NoteDrained()
    {
        foreach (ServerRecord server in _servers.Values) NoteDrained(server);
    }

    private void NoteDrained(ServerRecord server)
    {
        bool isNamed = _census.Names(server.Address);
        if (!isNamed) server.TryMove(ServerEvent.Empty);
        else server.TryMove(ServerEvent.Fill);
    }

    private void RenewLeases()
    {
        foreach (ServerRecord server in _servers.Values) RenewLease(server);
    }

    /// <summary>
    /// Only who knows enough and keeps up may answer RST; who owes an answer for long loses the right to.
    /// </summary>
    private void RenewLease(ServerRecord server)
    {
        if (server.Follower is not { } follower || !server.IsAdmitSent || server.State == ServerState.Dead) return;
        if (!LeaseRule.KnowsEnough(server.Acked, server.MustKnow, _rules)) return;
        if (server.OwesSince is { } since && _now - since > _settings.LeaseRenewal) return;
        if (server.LeaseSentAt is { } sent && _now - sent < _settings.LeaseRenewal) return;
        server.LeaseSentAt = _now;
        server.LeaseEnds = _now + _settings.LeaseDuration + _settings.LeaseSlack;
        Recount(server);
        Send(follower, new FeedCommand.Lease(_settings.LeaseDuration, server.Health?.SentAt ?? 0));
    }

    private void WatchServers()
    {
        if (_removedAt is { } generation && !_removalPending && HasConverged(generation)) _removedAt = null;
        foreach (ServerRecord server in _servers.Values)
        {
            WatchSilence(server);
            WatchDeath(server);
            WatchService(server);
            if (!IsUnwell(server)) _alarms.Clear("limit", server.Name);
        }

        foreach (PoolId pool in Committed.Pools.Keys) IsPanicking(pool);
    }

    private void ClearAlarms(ServerRecord server)
    {
        foreach (string kind in (string[])["suspected", "unreachable", "limit", "refusal", "ack"])
        {
            _alarms.Clear($"{kind} {server.Name}");
        }
    }

    private void WatchSilence(ServerRecord server)
    {
        bool isSilent = _now - server.LastHeard > _settings.LeaseDuration;
        if (isSilent && server.TryMove(ServerEvent.Silence))
        {
            _isDirty = true;
            Alarm(
                $"suspected {server.Name}",
                $"{server.Name} said nothing for {_settings.LeaseDuration.TotalSeconds} s; it is suspected.");
        }

        bool isStuck = server.State == ServerState.Suspected
            || (server.State == ServerState.Joining && _now - server.JoiningSince > _settings.LeaseDuration);
        if (isStuck && !server.IsTakenOut && _census.Names(server.Address)) TryTakeOut(server, "is silent");
    }

    private void WatchDeath(ServerRecord server)
    {
        bool isUnreachable = IsUnreachable(server);
        if (server.State == ServerState.Dead)
        {
            bool isBack = !isUnreachable && (!_rules.DampedHealth || IsSteady(server));
            if (isBack && server.IsConnected) BeginJoining(server);
            return;
        }

        if (!isUnreachable)
        {
            _alarms.Clear("unreachable", server.Name);
            return;
        }

        // What is only just coming up has not answered yet: the probes that it missed were sent before it came.
        if (!server.HasAnswered && _now - server.JoiningSince <= _settings.LeaseDuration) return;
        if (!server.IsAdmitted && !_census.Names(server.Address)) return;
        if (!server.IsTakenOut && !TryTakeOut(server, "is unreachable")) return;
        server.Move(ServerEvent.Die);
        server.IsAdmitted = false;
        server.AdmittedIncarnation = 0;
        _effects.Add(new FleetEffect.StoreIncarnation(server.Name, 0));
        Alarm($"unreachable {server.Name}", $"{server.Name} is dead: most MUXes get no answer from it.");
        _isDirty = true;
    }

    private void WatchService(ServerRecord server)
    {
        bool failed = server.State == ServerState.Active
            && server.UnservableSince is { } since && _now - since > _settings.UnservableMax;
        if (failed && !server.IsTakenOut) TryTakeOut(server, "cannot serve");
        bool isWell = server.State is ServerState.Active && server.UnservableSince is null;
        if (!isWell || !server.IsTakenOut) return;
        server.IsTakenOut = false;
        _isDirty = true;
    }

    /// <summary>R11: the majority of the MUXes that have a vote get no answer through the tunnel.</summary>
    /// <remarks>
    /// A MUX whose stream has just broken counts as one that gets answers: else the one that is left alone for a
    /// moment, while the others or the controller start again, would decide alone.
    /// </remarks>
    private bool IsUnreachable(ServerRecord server)
    {
        if (!_rules.DeathMajority) return server.DeathVotes > 0;
        return server.DeathVotes * 2 > _votes.Voters && server.DeathVotes * 2 > _votes.Voters + CountBetweenReports();
    }

    private int CountBetweenReports()
    {
        int count = 0;
        foreach (MuxRecord mux in _muxes.Values)
        {
            if (mux.IsBetweenReports(_now, _settings.ReportAgeMax)) count++;
        }

        return count;
    }

    /// <summary>Lets a server's buckets move away, within the limits on what the engine does by itself.</summary>
    private bool TryTakeOut(ServerRecord server, string why)
    {
        if (_census.Names(server.Address) && _rules.BlastRadius)
        {
            // One removal at a time: this one's turn comes.
            if (_removedAt is not null) return false;
            int servers = CountWanted(server.Pool, out _);
            if (IsPanicking(server.Pool) || !_budget.Allows(server.Pool, server.Name, servers, _now))
            {
                Alarm(
                    $"limit {server.Name}",
                    $"{server.Name} {why}, but the limits on automatic removals keep its rows.");
                return false;
            }

            _budget.Spend(server.Pool, server.Name, _now);
            _removedAt = Committed.Generation;
            _removalPending = true;
        }

        _alarms.Clear($"limit {server.Name}");
        server.IsTakenOut = true;
        NoteFall(server);
        _isDirty = true;
        Audit($"{server.Name} {why}: its buckets move away.");
        return true;
    }

    /// <summary>
    /// Fewer than half of a pool's servers are well: health says more about the controller than about them.
    /// </summary>
    private bool IsPanicking(PoolId pool)
    {
        int servers = CountWanted(pool, out int unwell);
        bool panics = _rules.BlastRadius && servers > 0 && (servers - unwell) * 2 < servers;
        if (!panics)
        {
            _alarms.Clear($"panic {pool}");
            return false;
        }

        string name = Committed.Configuration.FindPool(pool)?.Name ?? pool.ToString();
        string sentence = $"Pool {name} panics: {unwell} of {servers} servers are not well, so its rows stay.";
        Alarm($"panic {pool}", sentence);
        return true;
    }

    private int CountWanted(PoolId pool, out int unwell)
    {
        int servers = 0;
        unwell = 0;
        foreach (ServerRecord server in _servers.Values)
        {
            if (server.Pool != pool || !server.WantsBuckets || server.IsForcedOut) continue;
            if (server.State == ServerState.Joining && !_census.Names(server.Address)) continue;
            servers++;
            if (IsUnwell(server)) unwell++;
        }

        return servers;
    }

    private bool IsUnwell(ServerRecord server) =>
        server.State is ServerState.Dead or ServerState.Suspected
        || (server.UnservableSince is { } since && _now - since > _settings.UnservableMax)
        || IsUnreachable(server);

    private bool HasConverged(Generation generation) =>
        _inFlight is null && _muxes.Values.All(mux => !mux.IsConnected || mux.Acked >= generation);
}
