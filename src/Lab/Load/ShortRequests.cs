using System.Net;

namespace Beamer.Lab.Load;

/// <summary>A steady stream of short requests, each on a connection of its own.</summary>
internal sealed class ShortRequests(TimeSpan interval, IReadOnlyList<IPAddress> sources, IPEndPoint service)
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    private readonly List<ShortRequest> _open = [];
    private TimeSpan _next;
    private int _begun;

    /// <summary>No further request begins.</summary>
    public bool IsEnding { get; set; }

    /// <summary>None that is older than this moment still waits.</summary>
    public bool AllBegunSince(TimeSpan moment) => _open.TrueForAll(request => request.Begun >= moment);

    public void Step(TimeSpan now, Tally tally, int crashed)
    {
        if (!IsEnding && now >= _next) Begin(now, tally);
        for (int index = _open.Count - 1; index >= 0; index--)
        {
            ShortRequest request = _open[index];
            TimeSpan duration = now - request.Begun;
            Fault fault = request.Step();
            if (fault == Fault.None && !request.IsAnswered && duration > TimeLimit) fault = Fault.TimedOut;
            if (fault == Fault.None && !request.IsAnswered) continue;
            if (request.IsAnswered) tally.RequestAnswered(duration);
            else tally.Lost(fault, excused: crashed != 0 && request.Home == crashed, isRequest: true);
            Close(index);
        }
    }

    /// <summary>Counts how long those have waited that have no answer at this moment.</summary>
    public void CountMissing(TimeSpan now, Tally tally, int crashed)
    {
        foreach (ShortRequest request in _open)
        {
            if (crashed == 0 || request.Home != crashed) tally.RequestWaits(now - request.Begun);
        }
    }

    private void Begin(TimeSpan now, Tally tally)
    {
        // A little lateness is made up for, a long pause is not: the stream is steady, never a burst.
        _next = _next + interval > now - interval ? _next + interval : now;
        _open.Add(new ShortRequest(sources[_begun % sources.Count], service, now));
        _begun++;
        tally.Opened++;
    }

    private void Close(int index)
    {
        _open[index].Dispose();
        _open[index] = _open[^1];
        _open.RemoveAt(_open.Count - 1);
    }
}
