using Beamer.Link;
using Xunit;

namespace Beamer.Tests.Unit.Link;

public sealed class PacketMemoryTests
{
    [Fact]
    public void Memory_that_is_given_back_twice_is_given_back_once()
    {
        PacketMemory first = new(4, headroomBytes: 64, packetBytes: 1500);
        first.Dispose();
        using PacketMemory second = new(4, headroomBytes: 64, packetBytes: 1500);
        first.Dispose();
        using PacketMemory third = new(4, headroomBytes: 64, packetBytes: 1500);
        second.Frame(0, 1500).Packet.Fill(2);
        third.Frame(0, 1500).Packet.Fill(3);
        Assert.Equal(1500, second.Frame(0, 1500).Packet.Count((byte)2));
    }

    [Fact]
    public void Frames_lie_side_by_side_and_each_has_its_headroom()
    {
        using PacketMemory memory = new(3, headroomBytes: 10, packetBytes: 100);
        for (int i = 0; i < memory.Count; i++) memory.Frame(i, 100).Packet.Fill((byte)(i + 1));
        for (int i = 0; i < memory.Count; i++)
        {
            PacketFrame frame = memory.Frame(i, 100);
            Assert.Equal(10, frame.Start);
            Assert.Equal(10, frame.Buffer[..frame.Start].Count((byte)0));
            Assert.Equal(100, frame.Packet.Count((byte)(i + 1)));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Frame(3, 1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Frame(0, memory.BufferBytes).Length);
    }
}
