using Beamer.Link;
using Beamer.Link.Linux;
using Xunit;

namespace Beamer.Tests.Unit.Link;

public sealed class LinkExceptionTests
{
    [Fact]
    public void What_a_files_permissions_forbid_is_not_put_down_to_a_capability()
    {
        string sentence = LinkException.ForError("open /dev/net/tun", LibC.EACCES).Message;
        Assert.StartsWith("Cannot open /dev/net/tun: ", sentence, StringComparison.Ordinal);
        Assert.Contains("chmod 666 /dev/net/tun", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("CAP_NET_RAW", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_capability_would_allow_names_it() => Assert.Contains(
        "CAP_NET_RAW and CAP_NET_ADMIN",
        LinkException.ForError("open the receive ring on eth0", LibC.EPERM).Message,
        StringComparison.Ordinal);
}
