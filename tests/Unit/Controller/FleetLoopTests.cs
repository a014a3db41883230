using Beamer.Controller;
using Beamer.Controller.Followers;
using Beamer.Controller.Store;
using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Core.Tables;
using Beamer.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Beamer.Tests.Unit.Controller;

public sealed class FleetLoopTests : IAsyncDisposable
{
    private static readonly FleetIntent Intent = FleetIntent.Empty with
    {
        Muxes = [new MuxEntry("mux1", IPv4Address.Parse("10.0.0.200"))],
    };

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MemoryStore _store = new();
    private readonly FakeTimeProvider _time = new();
    private readonly Readiness _readiness = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ControllerMetrics _metrics;
    private readonly FleetLoop _loop;
    private readonly Task _running;

    public FleetLoopTests()
    {
        FollowerDirectory followers = new();
        _metrics = ActivatorUtilities.CreateInstance<ControllerMetrics>(_services, followers);
        EffectPerformer performer = new(_store, followers, _metrics, _time, NullLogger<EffectPerformer>.Instance);
        _loop = new FleetLoop(_store, performer, _metrics, _readiness, _time);
        _running = Task.Factory.StartNew(
            () => _loop.Run(_stop.Token),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _loop.Dispose();
        _metrics.Dispose();
        _stop.Dispose();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task A_change_is_answered_after_it_is_stored()
    {
        ChangeResult result = await ApplyAsync();
        Assert.True(result.IsAccepted);
        Assert.Contains(
            _store.Transactions.SelectMany(transaction => transaction), effect => effect is FleetEffect.StoreIntent);
    }

    [Fact]
    public async Task While_the_disk_is_full_questions_are_answered_and_changes_are_refused()
    {
        _store.IsFull = true;
        StoreFullException first = await Assert.ThrowsAsync<StoreFullException>(ApplyAsync);
        Assert.Contains("as soon as there is room", first.Message, StringComparison.Ordinal);
        StoreFullException second = await Assert.ThrowsAsync<StoreFullException>(ApplyAsync);
        Assert.Contains("Nothing was changed", second.Message, StringComparison.Ordinal);
        Assert.Equal(1ul, (await StatusAsync()).Term);
        Assert.False(_readiness.IsReady);
    }

    [Fact]
    public async Task When_the_disk_has_room_again_the_next_tick_stores_what_waited()
    {
        _store.IsFull = true;
        await Assert.ThrowsAsync<StoreFullException>(ApplyAsync);
        _store.IsFull = false;
        _time.Advance(FleetLoop.TickInterval);
        await StatusAsync();
        Assert.True(_readiness.IsReady);
        Assert.NotEmpty(_store.Transactions);
        Assert.True((await ApplyAsync()).IsAccepted);
    }

    private Task<ChangeResult> ApplyAsync() =>
        _loop.ChangeAsync((engine, now) => engine.Apply(Intent, new ChangeOptions("test"), now), Cancellation);

    private Task<FleetStatus> StatusAsync() => _loop.AskAsync((engine, now) => engine.Status(now), Cancellation);
}
