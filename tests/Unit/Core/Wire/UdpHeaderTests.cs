using Beamer.Core;
using Beamer.Core.Wire;
using Xunit;

namespace Beamer.Tests.Unit.Core.Wire;

public sealed class UdpHeaderTests
{
    [Theory]
    [InlineData(7, false)]
    [InlineData(8, true)]
    [InlineData(11, true)]
    [InlineData(12, true)]
    [InlineData(13, false)]
    public void A_length_must_cover_the_header_and_stay_within_the_packet(byte length, bool right)
    {
        byte[] datagram = [0x9c, 0x41, 0, 53, 0, length, 0, 0, 1, 2, 3, 4];
        Assert.Equal(right, UdpHeader.TryRead(datagram, out UdpHeader header, out DropReason reason));
        Assert.Equal(right ? DropReason.None : DropReason.UdpHeaderInvalid, reason);
        if (right) Assert.Equal((40001, 53, (int)length), (header.SourcePort, header.DestinationPort, header.Length));
    }
}
