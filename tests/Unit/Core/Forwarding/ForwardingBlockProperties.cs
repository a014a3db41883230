using Beamer.Core.Forwarding;
using Beamer.Tests.Testing;
using FsCheck.Xunit;
using Xunit;

namespace Beamer.Tests.Unit.Core.Forwarding;

[Properties(Arbitrary = [typeof(Generators)], MaxTest = 200)]
public sealed class ForwardingBlockProperties
{
    [Property]
    public void A_block_decides_about_every_frame_as_if_it_came_alone(
        TestPacket[] good, BrokenPacket[] broken, bool web)
    {
        byte[][] frames =
        [
            .. good.Select(packet => (web ? packet.To(ForwardingFleet.Vip, 80) : packet).Build()),
            .. broken.Select(packet => packet.Bytes),
        ];
        ForwardingTable table = ForwardingFleet.Web();
        var block = new ForwardingBlock(Math.Max(1, frames.Length));
        for (int i = 0; i < frames.Length; i++)
        {
            byte[] buffer = WithHeadroom(frames[i]);
            block.Read(i, buffer, ForwardingFleet.Headroom, frames[i].Length, table);
        }

        block.Place(frames.Length);

        for (int i = 0; i < frames.Length; i++)
        {
            byte[] alone = WithHeadroom(frames[i]);
            byte[] together = WithHeadroom(frames[i]);
            ForwardingResult expected = Forwarder.Forward(
                alone, ForwardingFleet.Headroom, frames[i].Length, table);
            Assert.Equal(expected, Forwarder.Wrap(together, in block[i], table));
            Assert.Equal(alone, together);
        }
    }

    [Fact]
    public void A_place_in_a_block_keeps_nothing_of_the_frame_before()
    {
        ForwardingTable table = ForwardingFleet.Web();
        var block = new ForwardingBlock(1);
        byte[] served = Packets.Tcp().To(ForwardingFleet.Vip, 80).Build();
        byte[] other = Packets.Tcp().To(ForwardingFleet.Newer, 80).Build();

        block.Read(0, WithHeadroom(served), ForwardingFleet.Headroom, served.Length, table);
        block.Place(1);
        Assert.True(block[0].HasRow);
        block.Read(0, WithHeadroom(other), ForwardingFleet.Headroom, other.Length, table);
        block.Place(1);

        Assert.Equal(ForwardingResult.Passed, Forwarder.Wrap(WithHeadroom(other), in block[0], table));
    }

    private static byte[] WithHeadroom(byte[] frame) => [.. new byte[ForwardingFleet.Headroom], .. frame];
}
