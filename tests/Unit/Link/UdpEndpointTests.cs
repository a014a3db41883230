using Beamer.Core;
using Beamer.Link;
using Xunit;

namespace Beamer.Tests.Unit.Link;

public sealed class UdpEndpointTests(TestNamespace network) : IClassFixture<TestNamespace>
{
    private static readonly IPv4Address Loopback = IPv4Address.Parse("127.0.0.1");

    [Fact]
    public void A_batch_arrives_with_addresses_and_the_outer_type_of_service()
    {
        using UdpEndpoint receiver = Open(port: 6080);
        using UdpEndpoint sender = Open(port: 0);
        using var memory = new PacketMemory(100, headroomBytes: 16, packetBytes: 1500);
        for (int i = 0; i < 100; i++)
        {
            PacketFrame frame = memory.Frame(i, 1400);
            frame.Packet.Fill((byte)i);
            sender.Enqueue(frame, frame.Start, frame.Length, Loopback, 6080, typeOfService: (byte)(i % 4));
        }

        sender.Flush();

        Assert.Equal(100, sender.Sent);
        int arrived = 0;
        for (int count = receiver.Receive(); count > 0; count = receiver.Receive())
        {
            for (int i = 0; i < count; i++, arrived++) AssertArrived(receiver.Datagram(i), arrived, sender.LocalPort);
        }

        Assert.Equal(100, arrived);
    }

    [Fact]
    public void A_datagram_is_sent_on_from_where_it_lies_with_another_header_in_front()
    {
        using UdpEndpoint agent = Open(port: 6081);
        using UdpEndpoint client = Open(port: 0);
        using RawTransmitter raw = network.Run(RawTransmitter.Open);
        using var memory = new PacketMemory(1, headroomBytes: 0, packetBytes: 100);
        client.Enqueue(memory.Frame(0, 100), 0, 100, Loopback, 6081);
        client.Flush();

        Assert.Equal(1, agent.Receive());
        PacketFrame frame = agent.Datagram(0).Frame;
        int start = frame.Start - Wire.IPv4Bytes - Wire.UdpBytes;
        Span<byte> packet = frame.Buffer.Slice(start, frame.Start + frame.Length - start);
        Wire.WriteUdp(packet, Loopback, 50123, IPv4Address.Parse("127.0.0.2"), client.LocalPort);
        using UdpEndpoint previous = network.Run(() => UdpEndpoint.Open(new UdpEndpointOptions
        {
            Address = IPv4Address.Parse("127.0.0.2"),
            Port = client.LocalPort,
        }));
        raw.Enqueue(frame, start, packet.Length);
        raw.Flush();

        Assert.Equal(0, raw.LastErrno);
        Assert.Equal(1, previous.Receive());
        Assert.Equal(50123, previous.Datagram(0).SourcePort);
        Assert.Equal(100, previous.Datagram(0).Frame.Length);
    }

    [Fact]
    public void Receiving_and_sending_allocate_nothing()
    {
        using UdpEndpoint receiver = Open(port: 6082);
        using UdpEndpoint sender = Open(port: 0);
        using var memory = new PacketMemory(1, headroomBytes: 0, packetBytes: 100);
        Exchange(sender, receiver, memory);

        long before = GC.GetAllocatedBytesForCurrentThread();
        int bytes = Exchange(sender, receiver, memory);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1000, bytes);
    }

    [Fact]
    public void A_datagram_that_is_too_long_says_that_it_is_cut()
    {
        using UdpEndpoint receiver = network.Run(() => UdpEndpoint.Open(
            new UdpEndpointOptions { Address = Loopback, Port = 6083, DatagramBytes = 64 }));
        using UdpEndpoint sender = Open(port: 0);
        using var memory = new PacketMemory(1, headroomBytes: 0, packetBytes: 100);

        sender.Enqueue(memory.Frame(0, 65), 0, 65, Loopback, 6083);
        sender.Enqueue(memory.Frame(0, 64), 0, 64, Loopback, 6083);
        sender.Flush();

        Assert.Equal(2, receiver.Receive());
        Assert.Equal(PacketFrameFlags.Truncated, receiver.Datagram(0).Frame.Flags);
        Assert.Equal(PacketFrameFlags.None, receiver.Datagram(1).Frame.Flags);
    }

    [Fact]
    public void What_the_kernel_had_to_drop_is_counted()
    {
        using UdpEndpoint receiver = network.Run(() => UdpEndpoint.Open(
            new UdpEndpointOptions { Address = Loopback, Port = 6084, ReceiveBufferBytes = 4096 }));
        using UdpEndpoint sender = Open(port: 0);
        using var memory = new PacketMemory(1, headroomBytes: 0, packetBytes: 1400);
        for (int i = 0; i < 100; i++) sender.Enqueue(memory.Frame(0, 1400), 0, 1400, Loopback, 6084);
        sender.Flush();
        int received = 0;
        for (int count = receiver.Receive(); count > 0; count = receiver.Receive()) received += count;

        // The counter travels with the next datagram.
        sender.Enqueue(memory.Frame(0, 1400), 0, 1400, Loopback, 6084);
        sender.Flush();

        Assert.Equal(1, receiver.Receive());
        Assert.Equal(100 - received, receiver.ReceiveOverruns);
        Assert.InRange(received, 1, 99);
    }

    [Fact]
    public void A_port_is_shared_only_by_those_who_say_so()
    {
        var options = new UdpEndpointOptions { Address = Loopback, Port = 6085, SharePort = true };
        using UdpEndpoint one = network.Run(() => UdpEndpoint.Open(options));
        using UdpEndpoint two = network.Run(() => UdpEndpoint.Open(options));

        LinkException e = Assert.Throws<LinkException>(() => Open(port: 6085));

        Assert.Contains("UDP 127.0.0.1:6085", e.Message, StringComparison.Ordinal);
        Assert.Contains("another process", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_leaves_a_shared_port_keeps_what_waits_and_gets_nothing_more()
    {
        var options = new UdpEndpointOptions { Address = Loopback, Port = 6086, SharePort = true, BatchSize = 256 };
        using UdpEndpoint leaver = network.Run(() => UdpEndpoint.Open(options));
        using UdpEndpoint stayer = network.Run(() => UdpEndpoint.Open(options));
        SendFromManyPorts();

        leaver.StopReceiving();
        SendFromManyPorts();

        // The kernel shares out by source port; that all or none of 64 fall to one of two does not happen.
        int waited = leaver.Receive();
        Assert.InRange(waited, 1, 63);
        Assert.Equal(128 - waited, stayer.Receive());
    }

    [Fact]
    public void A_wait_ends_at_once_when_another_thread_wakes_it()
    {
        using UdpEndpoint endpoint = Open(port: 0);
        using var poll = new PollSet(endpoint);
        var waker = new Thread(poll.Wake);
        waker.Start();

        Assert.False(poll.Wait(timeoutMilliseconds: -1));

        waker.Join();
        Assert.False(poll.Wait(timeoutMilliseconds: 0));
    }

    private static void AssertArrived(UdpDatagram datagram, int index, ushort sourcePort)
    {
        Assert.Equal(Loopback, datagram.Source);
        Assert.Equal(sourcePort, datagram.SourcePort);
        Assert.Equal(Loopback, datagram.Destination);
        Assert.Equal(index % 4, datagram.TypeOfService);
        Assert.Equal(128, datagram.Frame.Start);
        Assert.Equal(1400, datagram.Frame.Length);
        Assert.Equal(-1, datagram.Frame.Packet.IndexOfAnyExcept((byte)index));
    }

    private void SendFromManyPorts()
    {
        using var memory = new PacketMemory(1, 128, 100);
        for (int i = 0; i < 64; i++)
        {
            using UdpEndpoint sender = Open(port: 0);
            sender.Enqueue(memory.Frame(0, 100), 0, 100, Loopback, 6086);
            sender.Flush();
        }
    }

    private static int Exchange(UdpEndpoint sender, UdpEndpoint receiver, PacketMemory memory)
    {
        for (int i = 0; i < 10; i++) sender.Enqueue(memory.Frame(0, 100), 0, 100, Loopback, receiver.LocalPort);
        sender.Flush();
        int bytes = 0;
        int count = receiver.Receive();
        for (int i = 0; i < count; i++) bytes += receiver.Datagram(i).Frame.Length;
        return bytes;
    }

    private UdpEndpoint Open(ushort port) => network.Run(
        () => UdpEndpoint.Open(new UdpEndpointOptions { Address = Loopback, Port = port }));
}
