using System.Net;

namespace Beamer.Lab.Load;

/// <summary>All long downloads. Opens as many as wished, a few at a time, and replaces none that is lost.</summary>
internal sealed class Downloads(int wished, TimeSpan pace, IReadOnlyList<IPAddress> sources, IPEndPoint service)
{
    /// <summary>Opening all at once would be a load of its own kind.</summary>
    private const int OpenedPerStep = 2;

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    private readonly List<Download> _open = [];
    private int _begun;

    public int Open => _open.Count;

    /// <summary>All that were wished for get content, but for those that were lost.</summary>
    public bool AreEstablished => _begun >= wished && _open.TrueForAll(download => download.IsEstablished);

    /// <summary>How many each server is home of.</summary>
    public IReadOnlyDictionary<int, int> Homes() => _open.CountBy(download => download.Home).ToDictionary();

    public void Step(TimeSpan now, Tally tally, int crashed)
    {
        for (int count = 0; count < OpenedPerStep && _begun < wished; count++) Begin(now, tally);
        for (int index = _open.Count - 1; index >= 0; index--)
        {
            Download download = _open[index];
            Fault fault = download.Step(now, out TimeSpan stall);
            bool excused = crashed != 0 && download.Home == crashed;
            if (!excused) tally.Stalled(stall);
            if (fault == Fault.None && download.Missing(now) > TimeLimit) fault = Fault.TimedOut;
            if (fault == Fault.None && download.IsComplete) Close(index);
            if (fault == Fault.None) continue;
            tally.Lost(fault, excused, isRequest: false);
            Close(index);
        }
    }

    /// <summary>Counts what is missed at this moment: a stall need not be over to be one.</summary>
    public void CountMissing(TimeSpan now, Tally tally, int crashed)
    {
        foreach (Download download in _open)
        {
            if (crashed == 0 || download.Home != crashed) tally.Stalled(download.Missing(now));
        }
    }

    /// <summary>Whether every download, but those homed on the crashed server, got content after a moment.</summary>
    public bool AllProgressedSince(TimeSpan moment, int crashed) =>
        _open.TrueForAll(download => (crashed != 0 && download.Home == crashed) || download.LastProgress > moment);

    /// <summary>Ends all. What is still open to the crashed server was lost, and is excused.</summary>
    public void End(Tally tally, int crashed)
    {
        for (int index = _open.Count - 1; index >= 0; index--)
        {
            bool excused = crashed != 0 && _open[index].Home == crashed;
            if (excused) tally.Lost(Fault.TimedOut, excused, isRequest: false);
            Close(index);
        }
    }

    private void Begin(TimeSpan now, Tally tally)
    {
        _open.Add(new Download(sources[_begun % sources.Count], service, pace, now));
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
