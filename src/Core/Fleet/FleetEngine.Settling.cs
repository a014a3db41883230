using Beamer.Core.Tables;

namespace Beamer.Core.Fleet;

/// <content>
/// R10: a previous owner leaves a row when it is proved to own nothing there, never by the clock alone.
/// </content>
public sealed partial class FleetEngine
{
    private readonly ConfirmedLine _line = new();
    private readonly GenerationCounts _confirmed = new();
    private ulong _lastToken;
    private TimeSpan _settledAt;
    private bool _hasNewProofs;

    /// <summary>An agent counted its sockets.</summary>
    public void Counted(FollowerId follower, SocketCounts counts, TimeSpan now)
    {
        if (!Heard(follower, now, out MachineRecord? machine) || machine is not ServerRecord server) return;
        if (counts.Token != server.CountToken || counts.Token == 0)
        {
            Audit($"{server.Name} answered the count {counts.Token}, which was not asked for.");
            return;
        }

        server.CountToken = 0;
        server.Proof = SettleProof.From(counts, ProvenLine(server, counts.SinceCookie));
        _hasNewProofs = true;
        Step();
    }

    /// <summary>
    /// A cookie that the server sent keeps rows from settling whose barrier is younger than cookies live.
    /// </summary>
    private Generation ProvenLine(ServerRecord server, TimeSpan? sinceCookie)
    {
        if (!_rules.SettleCookies || sinceCookie is null || sinceCookie >= _settings.CookieQuarantine)
        {
            return server.CountLine;
        }

        Generation old = _line.Since(_now - _settings.CookieQuarantine);
        return old < server.CountLine ? old : server.CountLine;
    }

    /// <summary>What every MUX that may hold a table, and every agent that may answer, knows to be committed.</summary>
    private void NoteConfirmed()
    {
        IEnumerable<Generation> least = _confirmed.Least is { } generation ? [generation] : [];
        _line.Note(SettleRule.Barrier(Committed.Generation, least, [], _rules), _now);
    }

    /// <summary>
    /// To be called whenever a machine has learned or forgotten something, or counts in the barrier and did not before.
    /// </summary>
    private void Recount(MachineRecord machine)
    {
        Generation? counted = machine switch
        {
            MuxRecord { IsKnown: true } mux => mux.Acked,
            ServerRecord server when server.MayHoldLease(_now) => server.Acked.Committed,
            _ => null,
        };
        _confirmed.Change(machine.Counted, counted);
        machine.Counted = counted;
    }

    /// <summary>Leases have ended since the last tick, and nobody said so.</summary>
    private void RecountServers()
    {
        foreach (ServerRecord server in _servers.Values) Recount(server);
    }

    /// <summary>The newest generation that every known MUX has acknowledged, connected or not.</summary>
    private Generation MuxLine() => SettleRule.Least(Committed.Generation, MuxesAcked());

    private IEnumerable<Generation> MuxesAcked() =>
        _muxes.Values.Where(mux => mux.IsKnown).Select(mux => mux.Acked);

    /// <summary>Rows up to here have had their barrier for longer than packets live.</summary>
    private Generation SettleLine() => _rules.SettleDelay ? _line.Since(_now - _settings.InFlightMax) : _line.Now;

    private void AskForCounts()
    {
        RecountServers();
        NoteConfirmed();
        Generation line = SettleLine();
        foreach (ServerRecord server in _servers.Values)
        {
            if (server.Follower is not { } follower || !server.IsAdmitSent || server.State == ServerState.Dead)
            {
                continue;
            }

            if (_census.OldestPrevious(server.Address) is not { } oldest || oldest > line) continue;
            if (server.CountAskedAt is { } asked && _now - asked < CountPatience(server)) continue;
            server.CountToken = ++_lastToken;
            server.CountAskedAt = _now;
            server.CountLine = line;
            Send(follower, new FeedCommand.Count(server.CountToken));
        }
    }

    /// <summary>A count that was not answered is asked for again, but less eagerly.</summary>
    private TimeSpan CountPatience(ServerRecord server) =>
        server.CountToken == 0 ? _settings.SettleInterval : _settings.LeaseDuration;

    /// <summary>At most one settle publication in each interval.</summary>
    private bool IsSettleTime => _now - _settledAt >= _settings.SettleInterval || _settledAt == TimeSpan.Zero;

    /// <summary>
    /// Whether the counts that came since the last look free any previous owner. All servers count at about the same
    /// time, and most counts free nobody: the rows are read once for all, and nothing is composed for nothing.
    /// </summary>
    private bool IsSettleDue()
    {
        if (!_hasNewProofs || !IsSettleTime) return false;
        _hasNewProofs = false;
        Generation line = SettleLine();
        return Committed.Pools.Values.Any(pool => FreesAny(pool, line));
    }

    private bool FreesAny(BucketTable table, Generation line)
    {
        if (_census.Pool(table.Pool.Id) is not { Unsettled: > 0 } census || census.OldestUnsettled > line) return false;
        for (int bucket = 0; bucket < table.Pool.BucketCount; bucket++)
        {
            ReadOnlySpan<uint> words = table.WordsOf(bucket);
            if (words.Length == 2 || words[2] == 0) continue;
            foreach (uint previous in words[2..])
            {
                if (previous == 0) break;
                Generation row = new(words[0]);
                if (MaySettle(new IPv4Address(previous), table.Pool.Id, bucket, row, line)) return true;
            }
        }

        return false;
    }

    /// <summary>Whether a previous owner may leave a row now.</summary>
    private bool MaySettle(IPv4Address previous, PoolId pool, int bucket, Generation row, Generation line) =>
        _serversByAddress.TryGetValue(previous, out ServerRecord? server)
        && server.IsAdmitted
        && SettleRule.MayLeave(server.Proof, pool, bucket, row, line, _rules);
}
