using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Beamer.Core.Tables;

namespace Beamer.Core.Fleet;

/// <content>Streams come and go; who comes back gets what it missed.</content>
public sealed partial class FleetEngine
{
    /// <summary>A follower said hello on a new stream.</summary>
    public void Connected(FollowerId follower, FollowerHello hello, TimeSpan now)
    {
        Turn(now);
        MachineRecord? machine = hello.Role == FollowerRole.Mux
            ? _muxes.GetValueOrDefault(hello.Name)
            : _servers.GetValueOrDefault(hello.Name);
        string role = hello.Role == FollowerRole.Mux ? "MUX" : "server";
        if (machine is null)
        {
            Close(follower, $"name '{hello.Name}' is not a {role} of this fleet.");
            return;
        }

        if (machine.Address != hello.Address)
        {
            Close(follower, $"address {hello.Address} is not that of {role} {hello.Name}, which is {machine.Address}.");
            return;
        }

        if (machine.Follower is { } old) Drop(old, "superseded");
        machine.Follower = follower;
        machine.LastHeard = _now;
        machine.IsToBeTaught = false;
        _followers[follower] = machine;
        if (machine is MuxRecord mux) Welcome(mux, follower, hello);
        else if (machine is ServerRecord server) Welcome(server, follower, hello);
        Recount(machine);
        Step();
    }

    /// <summary>A stream ended.</summary>
    public void Disconnected(FollowerId follower, TimeSpan now)
    {
        Turn(now);
        if (!_followers.Remove(follower, out MachineRecord? machine)) return;
        Leave(machine);
        _isDirty = true;
        Step();
    }

    /// <summary>
    /// A follower refused a message whole: it gets a snapshot, at most one each <see
    /// cref="FleetSettings.SnapshotInterval"/>.
    /// </summary>
    public void Refused(FollowerId follower, Generation generation, ImmutableArray<string> reasons, TimeSpan now)
    {
        if (!Heard(follower, now, out MachineRecord? machine)) return;
        Alarm(
            $"refusal {machine.Name}", $"{machine.Name} refused generation {generation}: {string.Join(' ', reasons)}");
        machine.IsToBeTaught = true;
        TeachAgain(machine);
        Step();
    }

    /// <summary>A follower knows everything up to this generation and stage.</summary>
    public void Acknowledged(FollowerId follower, Generation generation, PublicationStage stage, TimeSpan now)
    {
        if (!Heard(follower, now, out MachineRecord? machine)) return;
        Generation newest = _inFlight is null ? Committed.Generation : _inFlight.Delta.To;
        bool exists = generation <= Committed.Generation || (generation == newest && stage != PublicationStage.Commit);
        if (!exists)
        {
            Alarm($"ack {machine.Name}", $"{machine.Name} acknowledged generation {generation}, which was never sent.");
            return;
        }

        Knowledge known = new(generation, stage);
        _alarms.Clear("ack", machine.Name);
        if (machine is ServerRecord server) Learned(server, known);
        else if (machine is MuxRecord mux && stage == PublicationStage.Commit && generation > mux.Acked)
        {
            mux.Acked = generation;
            _isDirty |= _waitsForMuxes;
            _alarms.Clear("refusal", mux.Name);
            if (generation == Committed.Generation) _alarms.Clear("R17", mux.Name);
        }

        Recount(machine);
        Step();
    }

    private void Learned(ServerRecord server, Knowledge known)
    {
        if (known >= server.Sent) server.OwesSince = null;
        if (known <= server.Acked) return;
        server.Acked = known;
        if (known < server.Sent) server.OwesSince = _now;
        _learned.Add(server);
        _alarms.Clear("refusal", server.Name);
    }

    private void Welcome(MuxRecord mux, FollowerId follower, FollowerHello hello)
    {
        if (!mux.IsKnown)
        {
            mux.IsKnown = true;
            _effects.Add(new FleetEffect.StoreMux(mux.Name, true));
        }

        if (hello.Generation < mux.Acked)
        {
            Alarm(
                $"R17 {mux.Name}",
                $"{mux.Name} came back with generation {hello.Generation}, although it acknowledged {mux.Acked}.");
        }

        _votes.Withdraw(mux);
        mux.Forget();
        mux.Acked = Generation.Zero;
        if (MissedSince(hello) is { } missed)
        {
            mux.Acked = hello.Generation;
            foreach (FleetDelta delta in missed) Send(follower, new FeedCommand.Commit(delta));
        }
        else
        {
            Teach(mux, follower);
        }

        _isDirty = true;
    }

    private void Welcome(ServerRecord server, FollowerId follower, FollowerHello hello)
    {
        bool runsOn = server.AdmittedIncarnation != 0 && hello.Incarnation == server.AdmittedIncarnation;
        server.HelloIncarnation = hello.Incarnation;
        server.IsAdmitSent = false;
        server.Acked = Knowledge.Nothing;
        server.CountAskedAt = null;
        server.CountToken = 0;
        EndForcing(server, "its agent went away before it told how many connections it broke.");
        server.Health = null;
        server.UnservableSince = null;
        if (runsOn) Hear(server);
        else BeginJoining(server);
        // A table of generation 0 is none: it names nobody, so nobody could be admitted with it.
        if (hello.Generation > Generation.Zero && MissedSince(hello) is { } missed) CatchUp(server, hello, missed);
        else Teach(server, follower);
        _isDirty = true;
    }

    /// <summary>
    /// What a follower has to be told to have the committed table, given what it holds; null: all of it.
    /// </summary>
    private IReadOnlyList<FleetDelta>? MissedSince(FollowerHello hello) =>
        hello.Generation == Committed.Generation && hello.Digest == Committed.Digest
            ? []
            : _deltas.After(hello.Generation, hello.Digest);

    /// <summary>An agent holds a table of ours: what it has missed, and again what is being prepared.</summary>
    private void CatchUp(ServerRecord server, FollowerHello hello, IReadOnlyList<FleetDelta> missed)
    {
        server.Acked = new Knowledge(hello.Generation, PublicationStage.Commit);
        _learned.Add(server);
        if (missed.Count == 0 && hello.Term < Term) missed = [Confirmation()];
        foreach (FleetDelta delta in missed) Send(server.Follower!.Value, new FeedCommand.Commit(delta));
        NoteTaught(server, owesAnswer: missed.Count > 0);
    }

    /// <summary>
    /// Changes no row: it tells who holds the committed table that this controller stands for it now (P47).
    /// </summary>
    private FleetDelta Confirmation() => new(
        Term, new Generation(Committed.Generation.Value - 1), Committed.Generation, Committed.Digest, null, []);

    /// <summary>Who refuses snapshots too (its disk is full, say) must not be sent one after the other.</summary>
    private void TeachAgain(MachineRecord machine)
    {
        if (!machine.IsToBeTaught || machine.Follower is not { } follower) return;
        if (machine.TaughtAt is { } at && _now - at < _settings.SnapshotInterval) return;
        if (machine is ServerRecord server) Teach(server, follower);
        else Teach(machine, follower);
    }

    private void Teach(MachineRecord machine, FollowerId follower)
    {
        Send(follower, new FeedCommand.Snapshot(Committed));
        machine.TaughtAt = _now;
        machine.IsToBeTaught = false;
    }

    /// <summary>The committed table, and again what is being prepared.</summary>
    private void Teach(ServerRecord server, FollowerId follower)
    {
        Teach((MachineRecord)server, follower);
        NoteTaught(server, owesAnswer: true);
    }

    private void NoteTaught(ServerRecord server, bool owesAnswer)
    {
        server.OwesSince = owesAnswer ? _now : null;
        server.Sent = new Knowledge(Committed.Generation, PublicationStage.Commit);
        server.MustKnow = Knowledge.Max(server.MustKnow, server.Sent);
        SendAllPrepares(server);
    }

    private bool Heard(FollowerId follower, TimeSpan now, [NotNullWhen(true)] out MachineRecord? machine)
    {
        Turn(now);
        if (!_followers.TryGetValue(follower, out machine)) return false;
        machine.LastHeard = _now;
        if (machine is ServerRecord server) Hear(server);
        return true;
    }

    private void Drop(FollowerId follower, string reason)
    {
        if (_followers.Remove(follower, out MachineRecord? machine)) Leave(machine);
        Close(follower, reason);
    }

    private void Leave(MachineRecord machine)
    {
        machine.Follower = null;
        if (machine is MuxRecord mux) _votes.Withdraw(mux);
    }

    private void Close(FollowerId follower, string reason) => _effects.Add(new FleetEffect.Close(follower, reason));
}
