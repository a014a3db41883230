using Beamer.Backend;
using Beamer.Backend.Feed;
using Beamer.Core;
using Beamer.Rpc.V1;
using Beamer.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Beamer.Tests.Unit.Backend.Feed;

public sealed class FeedFollowerTests : IDisposable
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();
    private readonly AgentState _state = new(Fleets.Server(1));
    private readonly List<AgentStatus> _sent = [];
    private readonly SocketCensus _census;
    private readonly SocketBreaker _breaker = new();
    private readonly FeedFollower _follower;

    public FeedFollowerTests()
    {
        _census = new SocketCensus(new CookieWatch(() => "", _time));
        _follower = new FeedFollower(
            new BackendOptions(),
            7,
            _state,
            _census,
            _breaker,
            new HostReport(),
            _time,
            NullLogger<FeedFollower>.Instance)
        {
            Send = message =>
            {
                _sent.Add(message.Status);
                return true;
            },
        };
    }

    public void Dispose()
    {
        _census.Dispose();
        _breaker.Dispose();
    }

    [Fact]
    public void A_lease_counts_from_the_status_that_it_answers()
    {
        _follower.Connected();
        ulong sentAt = Assert.Single(_sent).SentAt;
        _time.Advance(TimeSpan.FromSeconds(4));
        _follower.AcceptLease(Lease, sentAt);
        Assert.True(IsValid());
        _time.Advance(TimeSpan.FromSeconds(5.9));
        Assert.True(IsValid());
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.False(IsValid());
    }

    [Fact]
    public void A_lease_that_waited_while_the_agent_was_frozen_is_worth_nothing()
    {
        _follower.Connected();
        _time.Advance(TimeSpan.FromSeconds(60));
        _follower.AcceptLease(Lease, _sent[0].SentAt);
        Assert.False(IsValid());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(ulong.MaxValue)]
    public void A_lease_that_answers_no_status_of_this_agent_is_none(ulong statusSentAt)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        _follower.AcceptLease(Lease, statusSentAt);
        Assert.False(IsValid());
    }

    [Fact]
    public void Who_is_superseded_gives_up_its_lease_at_once()
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        _follower.Connected();
        _follower.AcceptLease(Lease, _sent[0].SentAt);
        _follower.Disconnected("superseded", superseded: true);
        Assert.False(IsValid());
    }

    [Fact]
    public void Who_only_lost_the_controller_keeps_its_lease_to_the_end()
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        _follower.Connected();
        _follower.AcceptLease(Lease, _sent[0].SentAt);
        _follower.Disconnected("the controller ended the stream.", superseded: false);
        Assert.True(IsValid());
    }

    [Fact]
    public void The_admission_of_another_incarnation_is_refused() => Assert.Contains(
        "0000000000000008 is admitted, but this is 0000000000000007",
        Assert.Single(_follower.AcceptAdmission(8, new Generation(1))),
        StringComparison.Ordinal);

    private bool IsValid() => _state.IsLeaseValid(_time.GetTimestamp());
}
