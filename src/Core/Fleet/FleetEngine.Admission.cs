namespace Beamer.Core.Fleet;

/// <content>
/// R12: what is new, or was taken for dead, answers only after every row means it and not what it was before.
/// </content>
public sealed partial class FleetEngine
{
    private readonly List<ServerRecord> _learned = [];
    private bool _looksAtAll = true;

    private void BeginJoining(ServerRecord server)
    {
        bool fell = server.State is not (ServerState.Joining or ServerState.Dead) && !server.IsTakenOut;
        if (fell) NoteFall(server);
        if (server.State != ServerState.Joining) server.Move(ServerEvent.Return);
        server.IsAdmitted = false;
        server.IsAdmitSent = false;
        server.IsTakenOut = false;
        server.NeedsCleanRows = true;
        server.JoiningSince = _now;
        server.HasAnswered = false;
        server.Proof = null;
        _isDirty = true;
    }

    /// <summary>
    /// No row of this publication means a former incarnation, unless yet another one has come meanwhile.
    /// </summary>
    private void NoteCleaned(Publication publication)
    {
        foreach ((string name, ulong incarnation) in publication.Cleans)
        {
            if (!_servers.TryGetValue(name, out ServerRecord? server) || server.HelloIncarnation != incarnation)
            {
                continue;
            }

            server.NeedsCleanRows = false;
            server.CleanAt = publication.Delta.To;
        }
    }

    /// <summary>A server that rows never named needs no publication.</summary>
    private void NoteUnnamed(ServerRecord server)
    {
        if (_inFlight is not null || !server.NeedsCleanRows) return;
        if (AdmissionRule.NeedsRenewal(_census.Names(server.Address), _rules)) return;
        server.NeedsCleanRows = false;
        server.CleanAt = Committed.Generation;
    }

    /// <summary>
    /// Those that have learned something since the last look; all of them when a tick, a commit or the probes may have
    /// made others ready.
    /// </summary>
    private void AdmitReadyServers()
    {
        IEnumerable<ServerRecord> servers = _looksAtAll ? _servers.Values : _learned;
        foreach (ServerRecord server in servers)
        {
            NoteUnnamed(server);
            if (server.IsAdmitSent || server.NeedsCleanRows || server.Follower is not { } follower) continue;
            if (!AdmissionRule.HasCleanTable(server.Acked, server.CleanAt)) continue;
            if (server.IsAdmitted) SendAdmit(server, follower);
            else if (server.State == ServerState.Joining && !IsUnreachable(server)) Admit(server, follower);
        }

        _looksAtAll = false;
        _learned.Clear();
    }

    private void Admit(ServerRecord server, FollowerId follower)
    {
        server.AdmittedIncarnation = server.HelloIncarnation;
        server.IsAdmitted = true;
        server.IsTakenOut = false;
        ClearAlarms(server);
        server.Move(ServerEvent.Admit);
        _effects.Add(new FleetEffect.StoreIncarnation(server.Name, server.AdmittedIncarnation));
        SendAdmit(server, follower);
        Audit($"{server.Name} is admitted at generation {server.Acked.Committed}.");
        FollowWish(server);
        _isDirty = true;
    }

    private void SendAdmit(ServerRecord server, FollowerId follower)
    {
        Send(follower, new FeedCommand.Admit(server.AdmittedIncarnation, server.Acked.Committed));
        server.IsAdmitSent = true;
        server.LeaseSentAt = null;
        RenewLease(server);
        Recount(server);
    }
}
