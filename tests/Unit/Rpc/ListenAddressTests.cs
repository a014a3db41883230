using Beamer.Rpc;
using Xunit;

namespace Beamer.Tests.Unit.Rpc;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:7400", "127.0.0.1:7400")]
    [InlineData("http://127.0.0.1:7400/", "127.0.0.1:7400")]
    [InlineData("unix:/run/beamer/mux.sock", "unix:/run/beamer/mux.sock")]
    public void An_address_is_read(string text, string expected) =>
        Assert.Equal(expected, ListenAddress.Parse(text).ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("7400")]
    [InlineData("host.example:7400")]
    [InlineData("127.0.0.1:70000")]
    [InlineData("unix:relative.sock")]
    [InlineData("https://127.0.0.1:7400")]
    public void Anything_else_is_refused_with_a_sentence(string? text)
    {
        Assert.False(ListenAddress.TryParse(text, out _, out string reason));
        Assert.EndsWith(
            "is neither ADDRESS:PORT nor http://ADDRESS:PORT nor unix:/PATH.", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_no_socket_can_have_is_refused()
    {
        string longest = "/" + new string('a', ListenAddress.PathBytesMax - 1);
        Assert.True(ListenAddress.TryParse($"unix:{longest}", out _, out _));
        Assert.False(ListenAddress.TryParse($"unix:{longest}a", out _, out string reason));
        Assert.Contains("is too long", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Waits_grow_are_capped_and_spread()
    {
        Assert.Equal(TimeSpan.FromMilliseconds(100), ReconnectBackoff.Delay(0, 1));
        Assert.Equal(TimeSpan.FromMilliseconds(50), ReconnectBackoff.Delay(0, 0));
        Assert.Equal(TimeSpan.FromMilliseconds(800), ReconnectBackoff.Delay(3, 1));
        Assert.Equal(ReconnectBackoff.Longest, ReconnectBackoff.Delay(1000, 1));
    }
}
