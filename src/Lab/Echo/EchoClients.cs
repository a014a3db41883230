using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Beamer.Lab.Network;

namespace Beamer.Lab.Echo;

/// <summary>All clients of an experiment: many long connections, and if wished a stream of short ones.</summary>
internal sealed class EchoClients : IAsyncDisposable
{
    /// <summary>Opening all at once would be a load of its own kind.</summary>
    private const int OpeningMax = 32;

    private static readonly TimeSpan WatchPace = TimeSpan.FromMilliseconds(50);

    private readonly ClientSockets _sockets = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentQueue<EchoConnection> _all = [];
    private readonly ConcurrentBag<Task> _running = [];
    private readonly IPAddress[] _sources = [.. AddressPlan.Clients.Select(IPAddress.Parse)];
    private readonly IPEndPoint _service = new(IPAddress.Parse(AddressPlan.Vip), AddressPlan.ServicePort);
    private readonly HashSet<int> _excused = [];
    private Arrivals? _arrivals;
    private ulong _numbers;

    /// <summary>Every connection that was ever begun.</summary>
    public IReadOnlyCollection<EchoConnection> All => _all;

    /// <summary>Those that have an answer and have not ended.</summary>
    public IEnumerable<EchoConnection> Live => _all.Where(connection => connection.IsLive);

    /// <summary>Begins connections and waits until each has an answer, or is lost.</summary>
    public async Task<IReadOnlyList<EchoConnection>> OpenAsync(
        int count, EchoPlan plan, CancellationToken cancellation)
    {
        List<EchoConnection> opened = new(count);
        using SemaphoreSlim places = new(OpeningMax);
        for (int index = 0; index < count; index++)
        {
            await places.WaitAsync(cancellation);
            EchoConnection connection = await BeginAsync(plan, source: null);
            opened.Add(connection);
            _ = connection.Established.ContinueWith(_ => places.Release(), TaskScheduler.Default);
        }

        foreach (EchoConnection connection in opened) await connection.Established.WaitAsync(cancellation);
        for (int place = 0; place < OpeningMax; place++) await places.WaitAsync(cancellation);
        return opened;
    }

    /// <summary>Begins one connection; it goes on by itself.</summary>
    /// <param name="plan">What it does.</param>
    /// <param name="source">Address and port; null = the next address and any port.</param>
    public async Task<EchoConnection> BeginAsync(EchoPlan plan, IPEndPoint? source)
    {
        ulong number = Interlocked.Increment(ref _numbers);
        source ??= new IPEndPoint(_sources[number % (ulong)_sources.Length], 0);
        Socket socket = await _sockets.CreateAsync(source);
        EchoConnection connection = new(number, plan);
        _all.Enqueue(connection);
        _running.Add(Task.Run(() => connection.RunAsync(socket, _service, _ending.Token), _ending.Token));
        return connection;
    }

    /// <summary>From now on a connection begins each <paramref name="interval"/>, says one thing and ends.</summary>
    public void StartArrivals(TimeSpan interval) => _arrivals = new Arrivals(this, interval, _ending.Token);

    /// <summary>No further short connection begins; those that are open come to their end.</summary>
    public async Task StopArrivalsAsync()
    {
        if (_arrivals is not null) await _arrivals.StopAsync();
        _arrivals = null;
    }

    /// <summary>Connections homed on this server may be lost from now on.</summary>
    public void Excuse(LabServer server)
    {
        lock (_excused) _excused.Add(server.Number);
    }

    /// <summary>The server is alive again: what is begun from now on has no excuse.</summary>
    public void Unexcuse(LabServer server)
    {
        lock (_excused) _excused.Remove(server.Number);
        foreach (EchoConnection connection in _all.Where(one => one.Home == server.Number)) connection.Excuse();
    }

    public bool IsExcused(EchoConnection connection)
    {
        lock (_excused) return connection.HasExcuse || _excused.Contains(connection.Home);
    }

    /// <summary>
    /// Calls every connection and waits until it has answered once more, or is lost. Bounded by their patience.
    /// </summary>
    public async Task ProgressAsync(CancellationToken cancellation)
    {
        long moment = Stopwatch.GetTimestamp();
        EchoConnection[] live = [.. Live.Where(connection => !IsExcused(connection))];
        foreach (EchoConnection connection in live) connection.Call();
        while (live.Any(connection => connection.IsLive && connection.AnsweredAt < moment))
        {
            await Task.Delay(WatchPace, cancellation);
        }
    }

    /// <summary>Closes everything in order and waits for it. Bounded by the connections' patience.</summary>
    public async Task FinishAsync(CancellationToken cancellation)
    {
        await StopArrivalsAsync();
        foreach (EchoConnection connection in _all) connection.Close();
        while (_all.Any(connection => !connection.HasEnded && !IsExcused(connection)))
        {
            await Task.Delay(WatchPace, cancellation);
        }
    }

    /// <summary>What all connections have seen up to now.</summary>
    public EchoTally Tally() => EchoTally.Of(_all, IsExcused);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _sockets.Dispose();
        _ending.Dispose();
    }
}
