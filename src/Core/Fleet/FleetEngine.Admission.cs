namespace Beamer.Core.Fleet;

/// <content>
/// R12: what is new, or was taken for dead, answers only after every row means it and not what it was before.
/// </content>
public sealed partial class FleetEngine
{
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

    /// <summary>Servers that rows never named need no publication.</summary>
    private void NoteUnnamed()
    {
        foreach (ServerRecord server in _servers.Values)
        {
            bool isNamed = _census.Names(server.Address);
            if (!server.NeedsCleanRows || AdmissionRule.NeedsRenewal(isNamed, _rules)) continue;
            server.NeedsCleanRows = false;
            server.CleanAt = Committed.Generation;
        }
    }

    private void AdmitReadyServers()
    {
        if (_inFlight is null) NoteUnnamed();
        foreach (ServerRecord server in _servers.Values)
        {
            if (server.IsAdmitSent || server.NeedsCleanRows || server.Follower is not { } follower) continue;
            if (!AdmissionRule.HasCleanTable(server.Acked, server.CleanAt)) continue;
            if (server.IsAdmitted) SendAdmit(server, follower);
            else if (server.State == ServerState.Joining && !IsUnreachable(server)) Admit(server, follower);
        }
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
    }
}
