using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Beamer.Lab.Network;
using Beamer.Link;

namespace Beamer.Lab.Load;

/// <summary>All clients, on one thread that lives in their namespace. Any other thread may call.</summary>
internal sealed class LoadGenerator : IDisposable
{
    private static readonly TimeSpan StepPause = TimeSpan.FromMilliseconds(5);

    private readonly Lock _gate = new();
    private readonly Downloads _downloads;
    private readonly ShortRequests _requests;
    private readonly Thread _thread;
    private readonly long _started = Stopwatch.GetTimestamp();
    private volatile bool _stopping;
    private Exception? _failure;
    private Tally _tally = new();
    private int _crashed;

    public LoadGenerator(LoadShape shape)
    {
        IPAddress[] sources = [.. AddressPlan.Clients.Select(IPAddress.Parse)];
        IPEndPoint service = new(IPAddress.Parse(AddressPlan.Vip), AddressPlan.ServicePort);
        _downloads = new Downloads(shape.Downloads, shape.DownloadPace, sources, service);
        _requests = new ShortRequests(shape.RequestInterval, sources, service);
        _thread = new Thread(Work) { Name = "clients", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Every download gets content.</summary>
    public bool IsEstablished => Locked(() => _downloads.AreEstablished);

    public int Open => Locked(() => _downloads.Open);

    public IReadOnlyDictionary<int, int> Homes => Locked(_downloads.Homes);

    /// <summary>From now on a connection is excused when this server is its home.</summary>
    public void Excuse(LabServer crashed) => Locked(() => _crashed = crashed.Number);

    /// <summary>Ends a stretch of time and says what it brought; the next begins.</summary>
    public LoadInterval CloseInterval() => Locked(() =>
    {
        CountMissing();
        LoadInterval interval = Describe(_tally);
        _tally = new Tally();
        return interval;
    });

    /// <summary>What the present stretch has brought so far.</summary>
    public LoadInterval Peek() => Locked(() =>
    {
        CountMissing();
        return Describe(_tally);
    });

    /// <summary>
    /// Waits until every download got content once more, and every request an answer, or was lost. So what an event
    /// does to anyone is seen before the next begins. Bounded, for nothing waits longer than its time limit.
    /// </summary>
    public async Task ProgressAsync(CancellationToken cancellation)
    {
        TimeSpan moment = Now;
        while (!Locked(() => _requests.AllBegunSince(moment) && _downloads.AllProgressedSince(moment, _crashed)))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellation);
        }
    }

    /// <summary>Begins no further request, sees every connection once more and ends all.</summary>
    public async Task FinishAsync(CancellationToken cancellation)
    {
        Locked(() => _requests.IsEnding = true);
        await ProgressAsync(cancellation);
        lock (_gate) _downloads.End(_tally, _crashed);
    }

    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
    }

    private TimeSpan Now => Stopwatch.GetElapsedTime(_started);

    private void Work()
    {
        try
        {
            NetworkNamespace.Enter(Namespaces.Of("client"));
            while (!_stopping)
            {
                lock (_gate)
                {
                    TimeSpan now = Now;
                    _downloads.Step(now, _tally, _crashed);
                    _requests.Step(now, _tally, _crashed);
                }

                Thread.Sleep(StepPause);
            }
        }
        catch (Exception failure) when (failure is SocketException or LinkException)
        {
            _failure = failure;
        }
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_gate)
        {
            if (_failure is not null) throw new LabException($"The clients stopped: {_failure.Message}");
            return read();
        }
    }

    private void CountMissing()
    {
        TimeSpan now = Now;
        _downloads.CountMissing(now, _tally, _crashed);
        _requests.CountMissing(now, _tally, _crashed);
    }

    private LoadInterval Describe(Tally tally) => new()
    {
        Open = _downloads.Open,
        Connections = tally.Opened,
        Broken = tally.Broken,
        WrongServer = tally.Wrong,
        Excused = tally.Excused,
        LongestStall = tally.LongestStall,
        LongestRequest = tally.LongestRequest,
        RequestsAnswered = tally.RequestsAnswered,
        RequestsFailed = tally.RequestsFailed,
        RequestPercentile99 = tally.RequestPercentile99(),
        Faults = new Dictionary<Fault, int>(tally.Faults),
    };
}
