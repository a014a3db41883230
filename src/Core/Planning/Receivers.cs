namespace Beamer.Core.Planning;

/// <summary>The servers that may receive buckets, and how many each still lacks. Serves them in turn.</summary>
internal sealed class Receivers
{
    private readonly int[] _lacking;
    private readonly int[] _needy;
    private readonly int[] _all;
    private int _needyCount;
    private int _needyTurn;
    private int _allTurn;

    /// <param name="servers">All servers of the pool.</param>
    /// <param name="lacking">How many buckets each lacks; not positive when it has enough.</param>
    internal Receivers(PlanServer[] servers, int[] lacking)
    {
        _lacking = lacking;
        _all = [.. Enumerable.Range(0, servers.Length).Where(server => servers[server].Receives)];
        _needy = [.. _all.Where(server => lacking[server] > 0)];
        _needyCount = _needy.Length;
    }

    /// <summary>Servers that still lack buckets.</summary>
    internal int NeedyCount => _needyCount;

    /// <summary>Servers that may receive at all.</summary>
    internal int Count => _all.Length;

    /// <summary>The needy server whose turn comes after <paramref name="offset"/> others.</summary>
    internal int Needy(int offset) => _needy[(_needyTurn + offset) % _needyCount];

    /// <summary>The receiving server whose turn comes after <paramref name="offset"/> others.</summary>
    internal int Any(int offset) => _all[(_allTurn + offset) % _all.Length];

    /// <summary>Gives a bucket to the needy server whose turn it is.</summary>
    /// <param name="passTurn">False lets it have all that it lacks: neighbours, which people read as one range.</param>
    internal int TakeNeedy(bool passTurn)
    {
        Invariant.Require(_needyCount > 0, "somebody lacks each bucket that somebody has too much");
        int turn = _needyTurn;
        int before = _needyCount;
        int server = TakeNeedy(0);
        if (!passTurn && _needyCount == before) _needyTurn = turn;
        return server;
    }

    /// <summary>
    /// Gives a bucket to <see cref="Needy"/>(<paramref name="offset"/>); the turn passes to the one after it.
    /// </summary>
    internal int TakeNeedy(int offset)
    {
        int place = (_needyTurn + offset) % _needyCount;
        int server = _needy[place];
        _needyTurn = place + 1;
        if (--_lacking[server] == 0)
        {
            _needy.AsSpan(place + 1, _needyCount - place - 1).CopyTo(_needy.AsSpan(place));
            _needyCount--;
            _needyTurn = place;
        }

        if (_needyTurn >= _needyCount) _needyTurn = 0;
        return server;
    }

    /// <summary>Gives a bucket to <see cref="Any"/>(<paramref name="offset"/>), whether it lacks one or not.</summary>
    internal int TakeAny(int offset)
    {
        int server = Any(offset);
        _allTurn = (_allTurn + offset + 1) % _all.Length;
        int place = _needy.AsSpan(0, _needyCount).IndexOf(server);
        if (place < 0) return server;
        return TakeNeedy((place - _needyTurn + _needyCount) % _needyCount);
    }
}
