namespace Beamer.Lab.Load;

/// <summary>What happened to the connections in one stretch of time. Not for two threads at once.</summary>
internal sealed class Tally
{
    private readonly List<TimeSpan> _requestTimes = [];

    /// <summary>Connections begun.</summary>
    public int Opened { get; set; }

    public int RequestsAnswered => _requestTimes.Count;

    public int RequestsFailed { get; private set; }

    public TimeSpan LongestStall { get; private set; }

    public TimeSpan LongestRequest { get; private set; }

    /// <summary>How the connections broke, the excused apart.</summary>
    public Dictionary<Fault, int> Faults { get; } = [];

    /// <summary>Connections lost because their home crashed.</summary>
    public int Excused { get; private set; }

    public int Wrong => Faults.GetValueOrDefault(Fault.WrongServer);

    public int Broken => Faults.Values.Sum() - Wrong;

    /// <summary>A download went without content for this long beyond its own pace.</summary>
    public void Stalled(TimeSpan duration) => LongestStall = duration > LongestStall ? duration : LongestStall;

    /// <summary>A short request waits, or waited, this long in all.</summary>
    public void RequestWaits(TimeSpan duration) =>
        LongestRequest = duration > LongestRequest ? duration : LongestRequest;

    public void RequestAnswered(TimeSpan duration)
    {
        RequestWaits(duration);
        _requestTimes.Add(duration);
    }

    public void Lost(Fault fault, bool excused, bool isRequest)
    {
        if (isRequest) RequestsFailed++;
        if (excused) Excused++;
        else Faults[fault] = Faults.GetValueOrDefault(fault) + 1;
    }

    /// <summary>99 of 100 answered requests took no longer than this; zero without any.</summary>
    public TimeSpan RequestPercentile99()
    {
        if (_requestTimes.Count == 0) return TimeSpan.Zero;
        _requestTimes.Sort();
        return _requestTimes[(int)Math.Ceiling(_requestTimes.Count * 0.99) - 1];
    }
}
