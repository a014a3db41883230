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
    public void What_it_accepts_the_reader_accepts_with_the_same_summary(TestPacket packet, BrokenPacket broken)
    {
        AssertSame(packet.Build());
        AssertSame(packet.Tagged().WithOptions().Build());
        AssertSame(broken.Bytes);
    }

    [Fact]
    public void It_accepts_a_bare_segment_and_one_with_payload_and_padding()
    {
        Assert.True(PlainTcpFrame.TryRead(Packets.Tcp().Build(), out _));
        Assert.True(PlainTcpFrame.TryRead(Packets.Tcp().Syn().Payload(1000).Padded(7).Build(), out _));
    }

    [Theory]
    [InlineData("0.1.2.3", false)]
    [InlineData("1.0.0.0", true)]
    [InlineData("126.255.255.255", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("128.0.0.0", true)]
    [InlineData("223.255.255.255", true)]
    [InlineData("224.0.0.0", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("192.0.2.10", false)]
    public void It_leaves_martians_to_the_reader(string source, bool accepted) =>
        Assert.Equal(accepted, PlainTcpFrame.TryRead(Packets.Tcp().From(source, 4711).Build(), out _));

    [Fact]
    public void It_reads_nothing_behind_the_frame()
    {
        byte[] frame = Packets.Tcp().Build();
        for (int length = 0; length < frame.Length; length++)
        {
            Assert.False(PlainTcpFrame.TryRead(frame.AsSpan(0, length), out _));
        }
    }

    private static void AssertSame(byte[] frame)
    {
        if (!PlainTcpFrame.TryRead(frame, out PlainTcpFrame plain)) return;
        Assert.True(FlowReader.TryReadFrame(frame, out PacketSummary read, out DropReason reason), reason.ToString());
        Assert.Equal(PlainTcpFrame.Offset, read.Offset);
        Assert.Equal(read.Flow.Service, plain.Service);
        Assert.Equal(((ulong)read.Flow.Source.Value << 32) | read.Flow.Destination.Value, plain.Addresses);
        Assert.Equal(((uint)read.Flow.SourcePort << 16) | read.Flow.DestinationPort, plain.Ports);
        Assert.Equal(
            (read.TotalLength, read.TimeToLive, read.TypeOfService),
            (plain.TotalLength, plain.TimeToLive, plain.TypeOfService));
        Assert.False(read.IsIcmpError);
    }
}
