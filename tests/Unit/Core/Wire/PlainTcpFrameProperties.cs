using Beamer.Core;
using Beamer.Core.Wire;
using Beamer.Tests.Testing;
using FsCheck.Xunit;
using Xunit;

namespace Beamer.Tests.Unit.Core.Wire;

[Properties(Arbitrary = [typeof(Generators)], MaxTest = 2000)]
public sealed class PlainTcpFrameProperties
{
    [Property]
    public void A_frame_of_this_shape_has_its_fields_where_the_reader_finds_them(TestPacket packet, BrokenPacket broken)
    {
        AssertSame(packet.Build());
        AssertSame(packet.Tagged().WithOptions().Build());
        AssertSame(broken.Bytes);
    }

    [Fact]
    public void A_bare_segment_and_one_with_payload_and_padding_have_it()
    {
        Assert.True(PlainTcpFrame.HasShape(Packets.Tcp().Build()));
        Assert.True(PlainTcpFrame.HasShape(Packets.Tcp().Syn().Payload(1000).Padded(7).Build()));
    }

    [Fact]
    public void Tags_options_fragments_and_other_protocols_do_not()
    {
        Assert.False(PlainTcpFrame.HasShape(Packets.Tcp().Tagged(0x8100).Build()));
        Assert.False(PlainTcpFrame.HasShape(Packets.Tcp().WithOptions(1, 1, 1, 1).Build()));
        Assert.False(PlainTcpFrame.HasShape(Packets.Tcp().Fragment(0, more: true).Build()));
        Assert.False(PlainTcpFrame.HasShape(Packets.Tcp().Fragment(8, more: false).Build()));
        Assert.False(PlainTcpFrame.HasShape(Packets.Udp().Payload(40).Build()));
    }

    [Fact]
    public void It_reads_nothing_behind_the_frame()
    {
        byte[] frame = Packets.Tcp().Build();
        for (int length = 0; length < frame.Length; length++)
        {
            Assert.False(PlainTcpFrame.HasShape(frame.AsSpan(0, length)));
        }
    }

    private static void AssertSame(byte[] frame)
    {
        if (!PlainTcpFrame.HasShape(frame)) return;
        if (!FlowReader.TryReadFrame(frame, out PacketSummary read, out _)) return;
        Assert.Equal(PlainTcpFrame.Offset, read.Offset);
        Assert.Equal(IPv4Header.MinimumSize, read.HeaderLength);
        Assert.Equal(TransportProtocol.Tcp, read.Flow.Protocol);
        Assert.False(read.IsIcmpError);
    }
}
