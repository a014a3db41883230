using Beamer.Controller;
using Beamer.Controller.Followers;
using Beamer.Core.Fleet;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Beamer.Tests.Unit.Controller;

public sealed class EffectPerformerTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MemoryStore _store = new();
    private readonly FollowerDirectory _followers = new();
    private readonly ControllerMetrics _metrics;
    private readonly EffectPerformer _performer;

    public EffectPerformerTests()
    {
        _metrics = ActivatorUtilities.CreateInstance<ControllerMetrics>(_services, _followers);
        _performer = new EffectPerformer(
            _store, _followers, _metrics, TimeProvider.System, NullLogger<EffectPerformer>.Instance);
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void Stores_that_stand_together_are_one_transaction_and_come_before_what_follows()
    {
        FollowerStream stream = _followers.Open();
        _performer.Perform(
        [
            new FleetEffect.StoreMux("a", true),
            new FleetEffect.StoreMux("b", true),
            new FleetEffect.Send(stream.Id, new FeedCommand.Count(1)),
            new FleetEffect.StoreMux("c", true),
        ]);
        Assert.Equal([2, 1], _store.Transactions.Select(transaction => transaction.Count));
        Assert.True(stream.Waiting.TryRead(out _));
    }

    [Fact]
    public void While_the_disk_is_full_nobody_learns_what_is_not_stored()
    {
        FollowerStream stream = _followers.Open();
        _store.IsFull = true;
        _performer.Perform(
            [new FleetEffect.StoreMux("a", true), new FleetEffect.Send(stream.Id, new FeedCommand.Count(1))]);
        _performer.Perform([new FleetEffect.Send(stream.Id, new FeedCommand.Count(2))]);
        Assert.NotNull(_performer.Obstacle);
        Assert.False(stream.Waiting.TryRead(out _));

        _store.IsFull = false;
        _performer.Perform([]);
        Assert.Null(_performer.Obstacle);
        Assert.Single(_store.Transactions);
        Assert.True(stream.Waiting.TryRead(out FeedCommand? first));
        Assert.Equal(new FeedCommand.Count(1), first);
        Assert.True(stream.Waiting.TryRead(out FeedCommand? second));
        Assert.Equal(new FeedCommand.Count(2), second);
    }

    [Fact]
    public void A_follower_that_is_too_slow_is_closed_and_reported()
    {
        FollowerStream stream = _followers.Open();
        FleetEffect.Send send = new(stream.Id, new FeedCommand.Count(1));
        Assert.Empty(_performer.Perform(Enumerable.Repeat(send, FollowerStream.WaitingMax)));
        Assert.Equal([stream.Id], _performer.Perform([send]));
        Assert.True(stream.Closed.IsCancellationRequested);
        Assert.Contains("too slow", stream.CloseReason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_superseded_follower_is_closed_with_that_word()
    {
        FollowerStream stream = _followers.Open();
        _performer.Perform([new FleetEffect.Close(stream.Id, "superseded")]);
        Assert.Equal("superseded", stream.CloseReason);
        Assert.True(stream.Closed.IsCancellationRequested);
    }
}
