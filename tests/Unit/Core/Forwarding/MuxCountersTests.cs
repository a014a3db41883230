using Beamer.Core;
using Beamer.Core.Forwarding;
using Beamer.Tests.Testing;
using FsCheck.Xunit;
using Xunit;

namespace Beamer.Tests.Unit.Core.Forwarding;

[Properties(Arbitrary = [typeof(Generators)], MaxTest = 100)]
public sealed class MuxCountersTests
{
    [Property]
    public void P63_received_is_forwarded_and_passed_and_dropped_by_reason(
        TestPacket[] packets, BrokenPacket[] broken, byte refused)
    {
        ForwardingTable table = ForwardingFleet.Web();
        var counters = new MuxCounters();
        byte[][] frames = [
            .. packets.Select(packet => packet.Build()),
            .. packets.Select(packet => packet.To(ForwardingFleet.Vip, 80).Build()),
            .. broken.Select(packet => packet.Bytes)];
        foreach (byte[] frame in frames) counters.Count(table.Send(frame).Result, frame.Length);
        counters.EndBatch(0);
        long failed = Math.Min(refused, counters.Forwarded);
        for (int i = 0; i < failed; i++) counters.Count(table.Send(Packets.Tcp().Build()).Result, 54);
        counters.EndBatch(failed);

        Assert.Equal(frames.Length + failed, counters.Received);
        Assert.Equal(counters.Received, counters.Forwarded + counters.Passed + counters.DroppedTotal());
        Assert.Equal(failed, counters.Dropped(DropReason.TransmitFailed));
    }

    [Fact]
    public void A_packet_is_forwarded_only_when_its_batch_has_left()
    {
        var counters = new MuxCounters();
        counters.Count(ForwardingFleet.Web().Send(Packets.Tcp().Build()).Result, 54);

        Assert.Equal(0, counters.Forwarded);
        counters.EndBatch(0);
        Assert.Equal(1, counters.Forwarded);
        Assert.Equal(54, counters.ReceivedBytes);
    }
}
