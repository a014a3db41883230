using System.Net.NetworkInformation;
using Beamer.Core;
using Beamer.Link;
using Beamer.Mux.Forwarding;
using Beamer.Mux.Tables;
using Beamer.Tests.Testing;
using Beamer.Tests.Unit.Core.Forwarding;
using Beamer.Tests.Unit.Link;
using Xunit;

namespace Beamer.Tests.Unit.Mux.Forwarding;

/// <summary>The loop on real rings: frames come in at the wire's right end and go back to its left end.</summary>
public sealed class ForwardingLoopTests(TestNamespace network) : IClassFixture<TestNamespace>
{
    private readonly LiveTable _live = new();

    [Fact]
    public void Frames_for_a_VIP_come_back_wrapped_and_others_do_not()
    {
        (PhysicalAddress left, PhysicalAddress right) = Addresses();
        using ForwardingLoop loop = Loop(right);
        using PacketRing sink = network.Run(() => PacketRing.Open(new PacketRingOptions { Interface = "left" }));
        _live.Replace(ForwardingFleet.Web());

        Send(left, right, [
            .. Enumerable.Range(1, 150).Select(port => Packets.Tcp().From("198.51.100.7", port).Payload(port)),
            Packets.Tcp().To("198.18.0.1", 80),
            Packets.Tcp().To("192.0.2.10", 81)]);
        StepUntil(loop, 152);

        int arrived = 0;
        Wire.ReadUntil(sink, frame =>
        {
            Assert.Equal(left.GetAddressBytes(), frame.Packet[..6].ToArray());
            Assert.Equal(right.GetAddressBytes(), frame.Packet[6..12].ToArray());
            Tunnelled tunnelled = PacketAssert.Encapsulated(frame.Packet[14..], ForwardingFleet.Current,
                ForwardingFleet.Newer, ForwardingFleet.Older);
            TestPacket sent = Packets.Tcp().From("198.51.100.7", arrived + 1).Payload(arrived + 1);
            PacketAssert.SameButForTimeToLive(sent.BuildIPv4(), tunnelled.Packet);
            return ++arrived == 150;
        });
        Assert.Equal((150, 1), (loop.Counters.Forwarded, loop.Counters.Passed));
        Assert.Equal(1, loop.Counters.Dropped(DropReason.ServiceUnknown));
        Assert.Equal(0, loop.ReceiveOverruns());
    }

    [Fact]
    public void Without_a_table_every_frame_stays_with_the_host()
    {
        (PhysicalAddress left, PhysicalAddress right) = Addresses();
        using ForwardingLoop loop = Loop(right);

        Send(left, right, [Packets.Tcp(), Packets.Udp()]);
        StepUntil(loop, 2);

        Assert.Equal((0, 2), (loop.Counters.Forwarded, loop.Counters.Passed));
    }

    private static void StepUntil(ForwardingLoop loop, long received)
    {
        using CancellationTokenSource stop = new();
        Thread thread = new(() => loop.Run(stop.Token));
        thread.Start();
        bool done = SpinWait.SpinUntil(() => loop.Counters.Received >= received, TimeSpan.FromSeconds(5));
        stop.Cancel();
        thread.Join();
        Assert.True(done, $"{loop.Counters.Received} of {received} frames");
    }

    private ForwardingLoop Loop(PhysicalAddress own) => network.Run(() => new ForwardingLoop(
        PacketRing.Open(new PacketRingOptions { Interface = "right" }),
        PacketTransmitter.Open("right"),
        _live,
        own.GetAddressBytes()));

    private void Send(PhysicalAddress from, PhysicalAddress to, TestPacket[] packets)
    {
        using PacketTransmitter client = network.Run(() => PacketTransmitter.Open("left"));
        using var memory = new PacketMemory(packets.Length, 0, 2048);
        for (int i = 0; i < packets.Length; i++)
        {
            byte[] bytes = packets[i].Build();
            PacketFrame frame = memory.Frame(i, bytes.Length);
            bytes.CopyTo(frame.Packet);
            Wire.WriteEthernet(frame.Packet, to, from);
            client.Enqueue(frame, frame.Start, bytes.Length);
        }

        client.Flush();
    }

    private (PhysicalAddress Left, PhysicalAddress Right) Addresses() => network.Run(() =>
    {
        using var netlink = new RouteNetlink();
        return (netlink.FindInterface("left").Address, netlink.FindInterface("right").Address);
    });
}
