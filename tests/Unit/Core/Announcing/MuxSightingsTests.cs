using Beamer.Core;
using Beamer.Core.Announcing;
using Xunit;

namespace Beamer.Tests.Unit.Core.Announcing;

public sealed class MuxSightingsTests
{
    private readonly MuxSightings _agent = new(memory: 3);

    [Fact]
    public void A_mux_learns_how_many_others_are_ahead_of_it()
    {
        Assert.Equal(new PeerStanding(0, 0), Take(1, 7));
        Assert.Equal(new PeerStanding(0, 1), Take(2, 8));
        Assert.Equal(new PeerStanding(1, 1), Take(1, 7));
        Assert.Equal(new PeerStanding(1, 2), Take(3, 7));
        Assert.Equal(new PeerStanding(0, 2), Take(3, 8));
    }

    [Fact]
    public void One_that_has_no_controller_is_not_ahead_of_anybody()
    {
        Take(2, 8, isConnected: false);
        Assert.Equal(new PeerStanding(0, 1), Take(1, 7));
    }

    [Fact]
    public void One_that_was_not_seen_for_a_while_is_forgotten()
    {
        Take(2, 8, now: 0);
        Assert.Equal(new PeerStanding(1, 1), Take(1, 7, now: 3));
        Assert.Equal(new PeerStanding(0, 0), Take(1, 7, now: 4));
    }

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(1, 1, true)]
    [InlineData(1, 2, false)]
    [InlineData(2, 3, true)]
    public void Behind_is_who_more_than_half_of_the_others_are_ahead_of(ushort ahead, ushort others, bool expected) =>
        Assert.Equal(expected, new PeerStanding(ahead, others).IsBehindMost);

    private PeerStanding Take(uint mux, uint generation, bool isConnected = true, long now = 0) =>
        _agent.Take(new IPv4Address(mux), new Generation(generation), isConnected, now);
}
