namespace Beamer.Core.Fleet;

/// <content>
/// R3: store, prepare the new and the previous owners, prepare the old owner, and only then let anybody use it.
/// </content>
public sealed partial class FleetEngine
{
    private Func<IPv4Address, Knowledge, bool>? _isWaitedFor;

    private void Begin(Publication publication, string actor, string description)
    {
        _inFlight = publication;
        _effects.Add(new FleetEffect.StorePublication(publication.Delta, actor, description));
        SendPrepares(PublicationStage.PrepareNew);
    }

    private void AdvancePublication()
    {
        while (_inFlight is not null)
        {
            if (_rules.Staging && _inFlight.IsHeldBack(_isWaitedFor ??= IsWaitedFor)) return;
            if (_inFlight.Stage == PublicationStage.PrepareNew)
            {
                _inFlight.Stage = PublicationStage.PrepareOld;
                SendPrepares(PublicationStage.PrepareOld);
            }
            else
            {
                Commit(_inFlight);
            }
        }
    }

    /// <summary>
    /// Who owes an acknowledgement of the present stage or of one before it: who restarted must learn again.
    /// </summary>
    private IEnumerable<ServerRecord> WaitingFor(Publication publication)
    {
        foreach (ServerRecord server in Unaware(publication))
        {
            if (IsWaitedFor(server)) yield return server;
        }
    }

    private bool IsWaitedFor(IPv4Address address, Knowledge needed) =>
        _serversByAddress.TryGetValue(address, out ServerRecord? server)
        && server.Acked < needed
        && IsWaitedFor(server);

    private bool IsWaitedFor(ServerRecord server) =>
        LeaseRule.IsWaitedFor(server.MayHoldLease(_now), server.IsAdmitted, server.IsConnected, _rules);

    private IEnumerable<ServerRecord> Unaware(Publication publication) => publication
        .Unaware(publication.Stage, address => _serversByAddress.GetValueOrDefault(address)?.Acked)
        .Select(address => _serversByAddress[address]);

    private void SendPrepares(PublicationStage stage)
    {
        foreach (IPv4Address address in _inFlight!.Participants(stage))
        {
            if (_serversByAddress.TryGetValue(address, out ServerRecord? server)) SendPrepare(server, stage);
        }
    }

    private void SendPrepare(ServerRecord server, PublicationStage stage)
    {
        if (server.Follower is not { } follower) return;
        if (_inFlight?.PrepareFor(server.Address, stage) is not { } prepare) return;
        Send(follower, prepare);
        server.PreparedAt = _now;
        server.Sent = new Knowledge(prepare.Generation, stage);
        server.OwesSince ??= _now;
    }

    /// <summary>
    /// Where a prepare or its answer is lost and the stream goes on, the whole fleet would wait until a lease has
    /// ended, and the rows of a server that dies meanwhile would stay. One server at a time is told again, so that a
    /// thousand that are only slow do not get everything twice.
    /// </summary>
    private void PrepareAgain()
    {
        if (_inFlight?.HeldBackBy is not { } address) return;
        if (!_serversByAddress.TryGetValue(address, out ServerRecord? server)) return;
        if (_now - server.PreparedAt >= _settings.PrepareInterval) SendAllPrepares(server);
    }

    /// <summary>What a server has to learn of the publication in flight, up to its present stage.</summary>
    private void SendAllPrepares(ServerRecord server)
    {
        SendPrepare(server, PublicationStage.PrepareNew);
        if (_inFlight?.Stage == PublicationStage.PrepareOld) SendPrepare(server, PublicationStage.PrepareOld);
    }

    private void Commit(Publication publication)
    {
        // Whoever was skipped must not answer at a chain's end before it has caught up (R8).
        foreach (ServerRecord server in Unaware(publication))
        {
            Knowledge prepared = new(publication.Delta.To, PublicationStage.PrepareOld);
            server.MustKnow = Knowledge.Max(server.MustKnow, prepared);
        }

        _effects.Add(new FleetEffect.StoreCommit(publication.Delta.To));
        _deltas.Add(Committed.Digest, publication.Delta);
        _inFlight = null;
        Committed = publication.After;
        _census = RowCensus.Of(Committed);
        NoteCommitTime();
        FeedCommand.Commit commit = new(publication.Delta);
        foreach (MuxRecord mux in _muxes.Values)
        {
            if (mux.Follower is { } follower) Send(follower, commit);
        }

        foreach (ServerRecord server in _servers.Values)
        {
            if (server.Follower is not { } follower) continue;
            Send(follower, commit);
            server.Sent = new Knowledge(publication.Delta.To, PublicationStage.Commit);
            server.OwesSince ??= _now;
        }

        NoteCleaned(publication);
        NoteDrained();
        ForgetRemoved();
        _looksAtAll = true;
        _isDirty = true;
    }

    /// <summary>When a row was published is only for people: the oldest entry may go.</summary>
    private void NoteCommitTime()
    {
        const int TimesMax = 65_536;
        uint generation = Committed.Generation.Value;
        _committedAt[generation] = _now;
        if (generation > TimesMax) _committedAt.Remove(generation - TimesMax);
    }

    /// <summary>Machines that neither the intent nor the committed configuration names.</summary>
    private void ForgetRemoved()
    {
        HashSet<string> servers = [.. Committed.Configuration.Servers.Select(server => server.Name)];
        foreach (ServerRecord server in _servers.Values.Where(s => s.Declared is null
            && !servers.Contains(s.Name)).ToArray())
        {
            if (server.Follower is { } follower) Drop(follower, $"{server.Name} was removed from the fleet.");
            if (server.AdmittedIncarnation != 0) _effects.Add(new FleetEffect.StoreIncarnation(server.Name, 0));
            ClearAlarms(server);
            _alarms.Clear($"flaps {server.Name}");
            _votes.Remove(server, _muxes.Values);
            _confirmed.Change(server.Counted, null);
            _servers.Remove(server.Name);
            _serversByAddress.Remove(server.Address);
        }

        HashSet<string> muxes = [.. Committed.Configuration.Muxes.Concat(Intent.Muxes).Select(mux => mux.Name)];
        foreach (MuxRecord mux in _muxes.Values.Where(mux => !muxes.Contains(mux.Name)).ToArray())
        {
            if (mux.Follower is { } follower) Drop(follower, $"{mux.Name} was removed from the fleet.");
            if (mux.IsKnown) _effects.Add(new FleetEffect.StoreMux(mux.Name, false));
            _votes.Withdraw(mux);
            _confirmed.Change(mux.Counted, null);
            _muxes.Remove(mux.Name);
        }
    }
}
