using System.Net.NetworkInformation;
using Beamer.Core;
using Beamer.Link;
using Xunit;

namespace Beamer.Tests.Unit.Link;

public sealed class PacketRingTests(TestNamespace network) : IClassFixture<TestNamespace>
{
    private const int OuterBytes = 44;
    private static readonly IPv4Address Client = IPv4Address.Parse("198.51.100.7");
    private static readonly IPv4Address Vip = IPv4Address.Parse("192.0.2.1");

    [Fact]
    public void A_frame_is_rewritten_in_its_headroom_and_sent_from_the_ring()
    {
        (PhysicalAddress left, PhysicalAddress right) = Addresses();
        using PacketRing mux = network.Run(() => PacketRing.Open(new PacketRingOptions { Interface = "right" }));
        using PacketRing sink = network.Run(() => PacketRing.Open(new PacketRingOptions { Interface = "left" }));
        using PacketTransmitter client = network.Run(() => PacketTransmitter.Open("left"));
        using PacketTransmitter output = network.Run(() => PacketTransmitter.Open("right"));
        Send(client, right, left, count: 200);

        int forwarded = 0;
        Wire.ReadUntil(mux, frame =>
        {
            Assert.True(frame.Start >= 128 + Wire.EthernetBytes - 16, $"only {frame.Start} bytes of headroom");
            Assert.Equal(PacketFrameFlags.None, frame.Flags);
            frame.Packet[..Wire.EthernetBytes].CopyTo(frame.Buffer[(frame.Start - OuterBytes)..]);
            frame.Buffer.Slice(frame.Start - OuterBytes + Wire.EthernetBytes, OuterBytes).Fill(0xBE);
            Wire.WriteEthernet(frame.Buffer[(frame.Start - OuterBytes)..], left, right);
            output.Enqueue(frame, frame.Start - OuterBytes, frame.Length + OuterBytes);
            if (++forwarded % 50 == 0) output.Flush();
            return forwarded == 200;
        });
        Assert.Equal(200, output.Sent);

        int arrived = 0;
        Wire.ReadUntil(sink, frame =>
        {
            Span<byte> outer = frame.Packet[Wire.EthernetBytes..];
            Assert.Equal(-1, outer[..OuterBytes].IndexOfAnyExcept((byte)0xBE));
            Assert.Equal(Vip, IPv4Address.Read(outer[(OuterBytes + 16)..]));
            Assert.Equal(arrived++, outer[^1]);
            return arrived == 200;
        });
        Assert.Equal(new PacketRingStatistics(200, 0), mux.ReadStatistics());
        Assert.Equal(0, output.DroppedBusy + output.DroppedRefused);
    }

    [Fact]
    public void Frames_to_another_link_address_and_outgoing_frames_are_not_seen()
    {
        (PhysicalAddress left, PhysicalAddress right) = Addresses();
        using PacketRing ring = network.Run(() => PacketRing.Open(
            new PacketRingOptions { Interface = "right", Protocol = PacketRingProtocol.All }));
        using PacketTransmitter toRight = network.Run(() => PacketTransmitter.Open("left"));
        using PacketTransmitter fromRight = network.Run(() => PacketTransmitter.Open("right"));

        Send(toRight, PhysicalAddress.Parse("02-00-00-00-00-99"), left, count: 5);
        Send(fromRight, left, right, count: 5);
        Send(toRight, right, left, count: 1);

        int seen = 0;
        Wire.ReadUntil(ring, frame =>
        {
            if (frame.Packet[12] == 0x08 && frame.Packet[13] == 0) seen++;
            return seen > 0;
        });
        Assert.Equal(1, seen);
    }

    [Fact]
    public void A_small_ring_goes_round_in_order_without_allocating()
    {
        (PhysicalAddress left, PhysicalAddress right) = Addresses();
        using PacketRing ring = network.Run(() => PacketRing.Open(
            new PacketRingOptions { Interface = "right", SlotCount = 64 }));
        using PacketTransmitter client = network.Run(() => PacketTransmitter.Open("left"));
        using var poll = new PollSet(ring);
        using var memory = new PacketMemory(50, headroomBytes: 0, packetBytes: 128);
        for (int i = 0; i < memory.Count; i++)
        {
            Wire.WriteEthernet(memory.Frame(i, 60).Packet, right, left);
            Wire.WriteUdp(memory.Frame(i, 60).Packet[Wire.EthernetBytes..], Client, (ushort)(2000 + i), Vip, 53);
        }

        Assert.Equal(50, SendAndReadInOrder(client, ring, poll, memory));

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 10; round++)
        {
            if (SendAndReadInOrder(client, ring, poll, memory) != 50) Assert.Fail("Out of order or lost.");
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void What_a_full_ring_loses_is_counted()
    {
        (PhysicalAddress left, PhysicalAddress right) = Addresses();
        using PacketRing ring = network.Run(() => PacketRing.Open(
            new PacketRingOptions { Interface = "right", SlotCount = 64 }));
        using PacketTransmitter client = network.Run(() => PacketTransmitter.Open("left"));

        Send(client, right, left, count: 200);

        Assert.Equal(new PacketRingStatistics(200, 200 - 64), ring.ReadStatistics());
    }

    [Fact]
    public void A_frame_longer_than_its_slot_says_that_it_is_cut()
    {
        (PhysicalAddress left, PhysicalAddress right) = Addresses();
        using PacketRing ring = network.Run(() => PacketRing.Open(
            new PacketRingOptions { Interface = "right", SlotBytes = 1024 }));
        using PacketTransmitter client = network.Run(() => PacketTransmitter.Open("left"));
        using var memory = new PacketMemory(1, headroomBytes: 0, packetBytes: 1400);
        Wire.WriteEthernet(memory.Frame(0, 1400).Packet, right, left);
        Wire.WriteUdp(memory.Frame(0, 1400).Packet[Wire.EthernetBytes..], Client, 2000, Vip, 53);

        client.Enqueue(memory.Frame(0, 1400), 0, 1400);
        client.Flush();

        Wire.ReadUntil(ring, frame => frame.Flags == PacketFrameFlags.Truncated && frame.Length < 1024);
    }

    [Fact]
    public void Rings_of_one_fanout_group_share_the_frames()
    {
        (PhysicalAddress left, PhysicalAddress right) = Addresses();
        var options = new PacketRingOptions { Interface = "right", FanoutGroup = 77 };
        using PacketRing one = network.Run(() => PacketRing.Open(options));
        using PacketRing two = network.Run(() => PacketRing.Open(options));
        using PacketTransmitter client = network.Run(() => PacketTransmitter.Open("left"));

        Send(client, right, left, count: 200);

        long received = one.ReadStatistics().Received + two.ReadStatistics().Received;
        Assert.Equal(200, received);
        Assert.InRange(one.ReadStatistics().Received, 1, 199);
    }

    [Fact]
    public void A_packet_born_on_this_machine_says_that_its_checksum_is_unfinished()
    {
        using PacketRing ring = network.Run(() => PacketRing.Open(new PacketRingOptions { Interface = "lo" }));
        using var pair = TcpPair.Connect(network);

        Wire.ReadUntil(ring, frame => (frame.Flags & PacketFrameFlags.ChecksumUnfinished) != 0);
    }

    [Fact]
    public void A_stripped_vlan_tag_stands_beside_the_frame()
    {
        (PhysicalAddress left, PhysicalAddress right) = Addresses();
        using PacketRing ring = network.Run(() => PacketRing.Open(
            new PacketRingOptions { Interface = "right", Protocol = PacketRingProtocol.All }));
        using PacketTransmitter client = network.Run(() => PacketTransmitter.Open("left"));
        using var memory = new PacketMemory(1, headroomBytes: 0, packetBytes: 128);
        PacketFrame tagged = memory.Frame(0, 64);
        Wire.WriteEthernet(tagged.Packet, right, left);
        ReadOnlySpan<byte> tag = [0x81, 0x00, 0x00, 0x00, 0x08, 0x00]; // priority tag: VLAN 0
        tag.CopyTo(tagged.Packet[12..]);
        tagged.Packet[15] = 0;
        tagged.Packet[14] = 0x60;

        client.Enqueue(tagged, 0, 64);
        client.Flush();

        Wire.ReadUntil(ring, frame =>
        {
            if ((frame.Flags & PacketFrameFlags.VlanStripped) == 0) return false;
            Assert.Equal(0x6000, frame.VlanControl);
            Assert.Equal(0x8100, frame.VlanEtherType);
            Assert.Equal(60, frame.Length);
            return true;
        });
    }

    [Fact]
    public void An_interface_that_does_not_exist_is_named_in_the_error()
    {
        LinkException e = Assert.Throws<LinkException>(() => network.Run(
            () => PacketRing.Open(new PacketRingOptions { Interface = "missing0" })));

        Assert.Equal(19, e.Errno);
        Assert.Contains("missing0", e.Message, StringComparison.Ordinal);
        Assert.Contains("no such interface", e.Message, StringComparison.Ordinal);
    }

    private static void Send(PacketTransmitter transmitter, PhysicalAddress to, PhysicalAddress from, int count)
    {
        using var memory = new PacketMemory(count, headroomBytes: 0, packetBytes: 128);
        for (int i = 0; i < count; i++)
        {
            PacketFrame frame = memory.Frame(i, Wire.EthernetBytes + Wire.IPv4Bytes + Wire.UdpBytes + 10);
            frame.Packet[^1] = (byte)i;
            Wire.WriteEthernet(frame.Packet, to, from);
            Wire.WriteUdp(frame.Packet[Wire.EthernetBytes..], Client, (ushort)(2000 + i), Vip, 53);
            transmitter.Enqueue(frame, frame.Start, frame.Length);
        }

        transmitter.Flush();
        Assert.Equal(0, transmitter.DroppedBusy + transmitter.DroppedRefused);
    }

    private static int SendAndReadInOrder(
        PacketTransmitter transmitter, PacketRing ring, PollSet poll, PacketMemory memory)
    {
        for (int i = 0; i < memory.Count; i++) transmitter.Enqueue(memory.Frame(i, 60), 0, 60);
        transmitter.Flush();
        int next = 0;
        while (next < memory.Count && poll.Wait(timeoutMilliseconds: 5000))
        {
            while (ring.TryReceive(out PacketBlock block))
            {
                foreach (PacketFrame frame in block)
                {
                    int port = (frame.Packet[34] << 8) | frame.Packet[35];
                    next = port == 2000 + next ? next + 1 : int.MinValue;
                }

                block.Release();
            }
        }

        return next;
    }

    private (PhysicalAddress Left, PhysicalAddress Right) Addresses() => network.Run(() =>
    {
        using var route = new RouteNetlink();
        return (route.FindInterface("left").Address, route.FindInterface("right").Address);
    });
}
