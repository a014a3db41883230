using Beamer.Link;
using Xunit;

namespace Beamer.Tests.Unit.Link;

public sealed class ReceiveMergingTests(TestNamespace network) : IClassFixture<TestNamespace>
{
    [Fact]
    public void Merging_of_segments_is_seen()
    {
        // The loopback device merges from its birth, and a veth pair does not.
        Assert.True(network.Run(() => ReceiveMerging.IsOn("lo")));
        Assert.False(network.Run(() => ReceiveMerging.IsOn("left")));
        Assert.Equal(
            19, Assert.Throws<LinkException>(() => network.Run(() => ReceiveMerging.IsOn("missing0"))).Errno);
    }
}
