using Beamer.Backend.Feed;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Beamer.Tests.Unit.Backend.Feed;

public sealed class CookieWatchTests
{
    private readonly FakeTimeProvider _time = new();
    private string _sent = "0";

    [Fact]
    public void Without_any_cookie_the_answer_is_never() => Assert.Equal(uint.MaxValue, Watch().SecondsSinceLast());

    [Fact]
    public void The_age_counts_from_the_last_change_of_the_counter()
    {
        CookieWatch watch = Watch();
        watch.SecondsSinceLast();
        _sent = "3";
        Assert.Equal(0u, watch.SecondsSinceLast());
        _time.Advance(TimeSpan.FromSeconds(130));
        Assert.Equal(130u, watch.SecondsSinceLast());
        _sent = "4";
        Assert.Equal(0u, watch.SecondsSinceLast());
    }

    [Fact]
    public void Cookies_from_before_the_start_count_as_just_sent()
    {
        _sent = "12";

        Assert.Equal(0u, Watch().SecondsSinceLast());
    }

    private CookieWatch Watch() => new(
        () => $"TcpExt: SyncookiesSent SyncookiesRecv\nTcpExt: {_sent} 5\nIpExt: InNoRoutes\nIpExt: 1\n", _time);
}
