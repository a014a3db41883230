using Beamer.Lab.Network;
using Xunit;

namespace Beamer.Tests.Unit.Lab.Network;

public sealed class LabServerTests
{
    [Fact]
    public void Every_server_is_known_by_the_segment_size_of_its_handshake()
    {
        foreach (LabServer server in AddressPlan.Servers)
        {
            int timestampsOn = server.AnnouncedSegmentBytes - 12;
            Assert.Equal(server.Number, LabServer.NumberFromSegmentBytes(timestampsOn));
        }
    }

    [Theory]
    [InlineData(1448)]
    [InlineData(536)]
    [InlineData(0)]
    public void Any_other_segment_size_names_no_server(int bytes) =>
        Assert.Equal(0, LabServer.NumberFromSegmentBytes(bytes));
}
