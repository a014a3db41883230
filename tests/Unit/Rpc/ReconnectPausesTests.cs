using Beamer.Rpc;
using Xunit;

namespace Beamer.Tests.Unit.Rpc;

/// <summary>How long a follower stays away.</summary>
public sealed class ReconnectPausesTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(1);

    private readonly ReconnectPauses _pauses = new();

    [Fact]
    public void Who_is_superseded_again_and_again_stands_aside_for_twice_as_long_each_time_up_to_80_seconds()
    {
        double[] seconds = [.. Enumerable.Range(0, 7).Select(_ => After(StreamEnd.Superseded, s_short))];

        Assert.Equal([5, 10, 20, 40, 80, 80, 80], seconds);
    }

    [Fact]
    public void A_stream_that_lasts_longer_than_any_rival_stands_aside_makes_an_end_of_the_doubling()
    {
        for (int i = 0; i < 5; i++) After(StreamEnd.Superseded, s_short);

        Assert.Equal(80, After(StreamEnd.Superseded, ReconnectPauses.Undisturbed));
        Assert.Equal(5, After(StreamEnd.Superseded, ReconnectPauses.Undisturbed + TimeSpan.FromTicks(1)));
    }

    [Fact]
    public void A_stream_that_broke_off_in_between_makes_none()
    {
        After(StreamEnd.Superseded, s_short);
        After(StreamEnd.Heard, s_short);

        Assert.Equal(10, After(StreamEnd.Superseded, s_short));
    }

    [Fact]
    public void Who_hears_nothing_waits_longer_each_time_and_starts_again_once_it_has_heard_something()
    {
        double[] seconds = [.. Enumerable.Range(0, 6).Select(_ => After(StreamEnd.Silent, s_short))];

        Assert.Equal([0.2, 0.4, 0.8, 1.6, 3, 3], seconds);
        Assert.Equal(0.1, After(StreamEnd.Heard, s_short));
        Assert.Equal(0.2, After(StreamEnd.Silent, s_short));
    }

    private double After(StreamEnd end, TimeSpan lasted) => _pauses.Next(end, lasted, jitter: 1).TotalSeconds;
}
