using Beamer.Core;
using Beamer.Core.Wire;
using Beamer.Tests.Testing;
using Xunit;

namespace Beamer.Tests.Unit.Core.Wire;

public sealed class EthernetFrameTests
{
    [Fact]
    public void A_frame_gives_its_addresses_type_and_payload()
    {
        byte[] bytes = Packets.Tcp().Padded(6).Build();
        Assert.True(EthernetFrame.TryRead(bytes, out EthernetFrame frame, out _));
        Assert.Equal([0x02, 0, 0, 0, 0, 0x01], frame.DestinationMac.ToArray());
        Assert.Equal([0x02, 0, 0, 0, 0, 0x02], frame.SourceMac.ToArray());
        Assert.Equal((0, EthernetFrame.IPv4, 14), (frame.TagCount, frame.EtherType, frame.PayloadOffset));
        Assert.Equal(bytes[14..], frame.Payload.ToArray());
    }

    [Fact]
    public void The_type_stands_behind_the_tags()
    {
        byte[] bytes = Packets.Tcp().Tagged(0x88a8, 0x8100).Build();
        Assert.True(EthernetFrame.TryRead(bytes, out EthernetFrame frame, out _));
        Assert.Equal((2, EthernetFrame.IPv4, 22), (frame.TagCount, frame.EtherType, frame.PayloadOffset));
    }

    [Fact]
    public void A_priority_tag_counts_as_a_tag()
    {
        byte[] bytes = [.. new byte[12], 0x81, 0x00, 0xe0, 0x00, 0x08, 0x06];
        Assert.True(EthernetFrame.TryRead(bytes, out EthernetFrame frame, out _));
        Assert.Equal((1, 0x0806), (frame.TagCount, frame.EtherType));
    }

    [Fact]
    public void A_frame_that_ends_in_its_header_is_refused_at_every_length()
    {
        byte[] bytes = Packets.Tcp().Tagged(0x88a8, 0x8100).Build();
        for (int length = 0; length < 22; length++)
        {
            Assert.False(EthernetFrame.TryRead(bytes.AsSpan(0, length), out _, out DropReason reason));
            Assert.Equal(DropReason.FrameTruncated, reason);
        }
    }
}
