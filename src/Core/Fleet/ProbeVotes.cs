namespace Beamer.Core.Fleet;

/// <summary>
/// What the MUXes that have a vote say of each server (R11), counted while their reports come: to ask costs the same
/// with one MUX or with a thousand.
/// </summary>
/// <remarks>
/// Servers have small numbers here, and each MUX keeps what it saw in an array by number. The counts themselves stand
/// in the servers' records.
/// </remarks>
internal sealed class ProbeVotes(FleetSettings settings)
{
    private readonly List<ServerRecord?> _servers = [];
    private readonly Stack<int> _freeNumbers = new();
    private readonly LinkedList<MuxRecord> _voters = [];

    /// <summary>MUXes that have a vote now.</summary>
    internal int Voters => _voters.Count;

    /// <summary>A server that MUXes may report on from now on.</summary>
    internal void Add(ServerRecord server)
    {
        if (_freeNumbers.TryPop(out int number))
        {
            _servers[number] = server;
        }
        else
        {
            number = _servers.Count;
            _servers.Add(server);
        }

        server.Number = number;
    }

    /// <summary>A server that is none any more.</summary>
    internal void Remove(ServerRecord server, IEnumerable<MuxRecord> muxes)
    {
        foreach (MuxRecord mux in muxes) mux.Forget(server.Number);
        _servers[server.Number] = null;
        _freeNumbers.Push(server.Number);
    }

    /// <summary>A report of a MUX begins.</summary>
    /// <returns>Whether that gave the MUX its vote.</returns>
    internal bool Begin(MuxRecord mux, TimeSpan now)
    {
        mux.BeginReport(now, _servers.Count);
        bool isNew = mux.Vote is null;
        if (mux.Vote is { } vote) _voters.Remove(vote);
        else CountAll(mux, +1);
        // The oldest report stands first: its vote ends first.
        mux.Vote = _voters.AddLast(mux);
        return isNew;
    }

    /// <summary>One line of the report.</summary>
    internal ProbeChange Note(MuxRecord mux, ServerRecord server, uint missed)
    {
        Sight before = mux.SightOf(server.Number);
        Sight after = mux.Note(server.Number, missed, settings);
        ProbeChange change = ProbeChange.None;
        if (before.Balance != after.Balance)
        {
            server.UpBalance += after.Balance - before.Balance;
            change |= ProbeChange.Verdict;
        }

        if (IsMiss(before) == IsMiss(after)) return change;
        server.DeathVotes += IsMiss(after) ? 1 : -1;
        return change | ProbeChange.Vote;
    }

    /// <summary>The report is over: on who is not named in it any more, this MUX has no vote.</summary>
    internal ProbeChange End(MuxRecord mux)
    {
        ProbeChange change = ProbeChange.None;
        for (int number = 0; mux.HasForgotten && number < _servers.Count; number++)
        {
            if (_servers[number] is not { } server || !mux.IsLeftOut(number)) continue;
            Count(mux.SightOf(number), server, -1);
            mux.Forget(number);
            change = ProbeChange.Verdict | ProbeChange.Vote;
        }

        return change;
    }

    /// <summary>A MUX has no vote any more: its stream has ended, or is a new one.</summary>
    internal void Withdraw(MuxRecord mux)
    {
        if (mux.Vote is not { } vote) return;
        _voters.Remove(vote);
        mux.Vote = null;
        CountAll(mux, -1);
    }

    /// <summary>Time passed: a vote ends with the age of its report.</summary>
    internal void Expire(TimeSpan now)
    {
        while (_voters.First is { Value: var mux } && now - mux.LastReport > settings.ReportAgeMax) Withdraw(mux);
    }

    private void CountAll(MuxRecord mux, int times)
    {
        for (int number = 0; number < _servers.Count; number++)
        {
            if (_servers[number] is { } server) Count(mux.SightOf(number), server, times);
        }
    }

    private void Count(in Sight sight, ServerRecord server, int times)
    {
        server.UpBalance += times * sight.Balance;
        if (IsMiss(sight)) server.DeathVotes += times;
    }

    private bool IsMiss(in Sight sight) => sight.Missed >= settings.MissedProbesMax;
}
