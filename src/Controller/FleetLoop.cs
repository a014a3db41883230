using System.Threading.Channels;
using Beamer.Controller.Store;
using Beamer.Core.Fleet;
using Beamer.Hosting;

namespace Beamer.Controller;

/// <summary>The one thread that owns the engine and the store: inputs come as messages, one after the other.</summary>
/// <remarks>An answer is given only after everything that led to it is durable and on its way.</remarks>
internal sealed class FleetLoop : IDisposable
{
    /// <summary>How often the engine learns that time passed.</summary>
    internal static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Inputs that may wait; then streams stop reading until there is room.</summary>
    private const int WaitingMax = 4096;

    /// <summary>The gauges are a second old at most.</summary>
    private const int TicksPerObservation = 10;

    private const string StorePart = "store";

    private readonly FleetEngine _engine;
    private readonly EffectPerformer _performer;
    private readonly ControllerMetrics _metrics;
    private readonly Readiness _readiness;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly ITimer _ticks;
    private readonly Channel<Action> _inputs = Channel.CreateBounded<Action>(
        new BoundedChannelOptions(WaitingMax) { SingleReader = true });

    private int _tickWaits;
    private long _ticksDone;

    internal FleetLoop(
        IFleetStore store,
        EffectPerformer performer,
        ControllerMetrics metrics,
        Readiness readiness,
        TimeProvider time,
        FleetSettings? settings = null)
    {
        _performer = performer;
        _metrics = metrics;
        _readiness = readiness;
        _time = time;
        _start = time.GetTimestamp();
        Term = store.BeginTerm();
        _engine = new FleetEngine(settings ?? new FleetSettings(), store.Load(), Term, TimeSpan.Zero);
        _ticks = time.CreateTimer(_ => PostTick(), null, TickInterval, TickInterval);
    }

    /// <summary>The number of this start of the controller.</summary>
    internal ulong Term { get; }

    /// <summary>Hands an input over; waits while too many wait already.</summary>
    internal ValueTask PostAsync(FleetInput input, CancellationToken cancellation) =>
        _inputs.Writer.WriteAsync(() => Step(input), cancellation);

    /// <summary>Asks the engine or the store, on their thread; answers also while the disk is full.</summary>
    internal Task<T> AskAsync<T>(Func<FleetEngine, TimeSpan, T> question, CancellationToken cancellation) =>
        DoAsync<T>(answer => answer.SetResult(Step(question)), cancellation);

    /// <summary>Has the engine change something; answers when it is durable.</summary>
    /// <exception cref="StoreFullException">The disk is full; the message says what became of the change.</exception>
    internal Task<T> ChangeAsync<T>(Func<FleetEngine, TimeSpan, T> change, CancellationToken cancellation) =>
        DoAsync<T>(answer => Change(change, answer), cancellation);

    /// <summary>Steps until cancelled, on the calling thread.</summary>
    internal void Run(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            if (_inputs.Reader.TryRead(out Action? input)) input();
            else _inputs.Reader.WaitToReadAsync(cancellation).AsTask().GetAwaiter().GetResult();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _ticks.Dispose();

    private void PostTick()
    {
        if (Interlocked.Exchange(ref _tickWaits, 1) == 0 && !_inputs.Writer.TryWrite(Tick)) _tickWaits = 0;
    }

    private void Tick()
    {
        _tickWaits = 0;
        Step((engine, now) => engine.Tick(now));
        if (_ticksDone++ % TicksPerObservation == 0) _metrics.Observe(_engine.Status(Now()));
    }

    private async Task<T> DoAsync<T>(Action<TaskCompletionSource<T>> work, CancellationToken cancellation)
    {
        TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await _inputs.Writer.WriteAsync(() => work(answer), cancellation);
        return await answer.Task.WaitAsync(cancellation);
    }

    private void Change<T>(Func<FleetEngine, TimeSpan, T> change, TaskCompletionSource<T> answer)
    {
        if (_performer.Obstacle is { } before)
        {
            answer.SetException(new StoreFullException(before.Message + " Nothing was changed.", before));
            return;
        }

        T result = Step(change);
        if (_performer.Obstacle is not { } after) answer.SetResult(result);
        else
        {
            string sentence = after.Message + " The change is stored and made as soon as there is room.";
            answer.SetException(new StoreFullException(sentence, after));
        }
    }

    private T Step<T>(Func<FleetEngine, TimeSpan, T> question)
    {
        T result = default!;
        Step((engine, now) => { result = question(engine, now); });
        return result;
    }

    private void Step(FleetInput input)
    {
        input(_engine, Now());
        List<FollowerId> lost = _performer.Perform(_engine.TakeEffects());
        while (lost.Count > 0)
        {
            foreach (FollowerId follower in lost) _engine.Disconnected(follower, Now());
            lost = _performer.Perform(_engine.TakeEffects());
        }

        if (_performer.Obstacle is { } full) _readiness.Lacks(StorePart, full.Message);
        else _readiness.Has(StorePart);
    }

    private TimeSpan Now() => _time.GetElapsedTime(_start);
}
