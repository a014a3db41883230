using Beamer.Core;
using Beamer.Core.Forwarding;
using Beamer.Core.Tables;
using Beamer.Core.Wire;
using Beamer.Tests.Testing;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;
using IPv4Address = Beamer.Core.IPv4Address;

namespace Beamer.Tests.Unit.Core.Forwarding;

/// <summary>P01–P05, P07–P12 and P17 of the MUX.</summary>
[Properties(Arbitrary = [typeof(Generators)], MaxTest = 300)]
public sealed class ForwarderProperties
{
    [Property]
    public void P01_P04_P10_P12_what_is_unwrapped_is_what_came_but_for_the_time_to_live(TestPacket packet, Row row)
    {
        byte[] frame = packet.Build();
        ForwardingTable table = ForwardingFleet.For(FlowOf(frame), row);

        (ForwardingResult result, byte[] outer) = table.Send(frame);

        Assert.Equal(MuxVerdict.Forward, result.Verdict);
        Tunnelled tunnelled = PacketAssert.Encapsulated(outer, row.Current, row.Previous.ToArray());
        PacketAssert.SameButForTimeToLive(packet.BuildIPv4(), tunnelled.Packet);
        Assert.Equal(packet.Ttl - 1, tunnelled.Packet[8]);
        Assert.Equal(row.Generation, tunnelled.Chain.Generation);
    }

    [Property]
    public void P02_any_bytes_get_one_verdict_and_nothing_throws(byte[] bytes, BrokenPacket broken)
    {
        ForwardingTable table = ForwardingFleet.Web();
        var counters = new MuxCounters();
        foreach (byte[] frame in new[] { bytes, broken.Bytes })
        {
            (ForwardingResult result, byte[] after) = table.Send(frame);
            counters.Count(result, frame.Length);
            if (result.Verdict != MuxVerdict.Forward) Assert.Equal(frame, after);
            Assert.Equal(result.Verdict == MuxVerdict.Drop, result.Reason != DropReason.None);
        }

        counters.EndBatch(0);
        Assert.Equal(2, counters.Passed + counters.Forwarded + counters.DroppedTotal());
    }

    [Property]
    public void P03_the_bucket_and_the_source_port_depend_on_the_flow_alone(TestPacket one, TestPacket other, Row row)
    {
        byte[] first = one.Build();
        Flow flow = FlowOf(first);
        ForwardingTable table = ForwardingFleet.For(flow, row);
        TestPacket second = Packets.Of(flow) with { Body = other.Body, Ttl = other.Ttl, VlanTags = other.VlanTags };

        (ForwardingResult left, byte[] leftOuter) = table.Send(first);
        (ForwardingResult right, byte[] rightOuter) = table.Send(second.Build());

        Assert.Equal(left.Bucket, right.Bucket);
        Assert.Equal(
            PacketAssert.Encapsulated(leftOuter).SourcePort, PacketAssert.Encapsulated(rightOuter).SourcePort);
    }

    [Property]
    public void P05_no_fragment_is_forwarded(TestPacket packet, ushort offset, bool more)
    {
        TestPacket fragment = packet.To(ForwardingFleet.Vip, 80).Fragment(offset & 0xfff8, more || offset < 8);

        (ForwardingResult result, _) = ForwardingFleet.Web().Send(fragment.Build());

        Assert.Equal((MuxVerdict.Drop, DropReason.Fragment), (result.Verdict, result.Reason));
    }

    [Property]
    public Property P07_tags_change_nothing(TestPacket packet, Row row)
    {
        byte[] untagged = packet.Tagged().Build();
        ForwardingTable table = ForwardingFleet.For(FlowOf(untagged), row);
        byte[] expected = table.Send(untagged).Bytes;
        return Prop.ForAll(
            Gen.Elements<ushort>(0x8100, 0x88a8, 0x9100).ArrayOf(2).ToArbitrary(),
            tags => table.Send(packet.Tagged(tags).Build()).Bytes.SequenceEqual(expected)
                && table.Send(packet.Tagged(tags[0]).Build()).Bytes.SequenceEqual(expected));
    }

    [Fact]
    public void P08_every_time_to_live_is_one_less_or_dropped()
    {
        ForwardingTable table = ForwardingFleet.Web();
        for (int ttl = 0; ttl <= 255; ttl++)
        {
            (ForwardingResult result, byte[] outer) = table.Send(Packets.Tcp().TimeToLive(ttl).Build());
            Assert.Equal(ttl <= 1 ? DropReason.TtlExpired : DropReason.None, result.Reason);
            if (ttl > 1) Assert.Equal(ttl - 1, PacketAssert.Encapsulated(outer).Packet[8]);
        }
    }

    [Fact]
    public void P09_congestion_bits_are_copied_and_the_service_class_is_the_fabrics()
    {
        for (int dscp = 0; dscp < 64; dscp++)
        {
            ForwardingTable table = ForwardingFleet.Web(ForwardingFleet.Settings with { Dscp = (byte)dscp });
            for (int service = 0; service <= 255; service++)
            {
                byte[] frame = (Packets.Tcp() with { TypeOfService = (byte)service }).Build();
                Tunnelled tunnelled = PacketAssert.Encapsulated(table.Send(frame).Bytes);
                Assert.Equal((dscp << 2) | (service & 3), tunnelled.TypeOfService);
            }
        }
    }

    [Property]
    public Property P11_martians_are_dropped(TestPacket packet)
    {
        Gen<string> source = Gen.Elements(
            "0.0.0.0", "0.255.255.255", "127.0.0.1", "127.255.255.255",
            "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.10");
        return Prop.ForAll(source.ToArbitrary(), address =>
        {
            TestPacket martian = packet.From(address, 4711).To(ForwardingFleet.Vip, 80);
            return ForwardingFleet.Web().Send(martian.Build()).Result.Reason == DropReason.Martian;
        });
    }

    [Fact]
    public void P11_port_zero_is_no_client() => Assert.Equal(
        DropReason.Martian, ForwardingFleet.Web().Send(Packets.Tcp().From("198.51.100.7", 0).Build()).Result.Reason);

    [Property]
    public void P17_an_icmp_error_follows_its_flow(Flow flow, byte quoted, byte kind)
    {
        (byte type, byte code) = ((byte, byte))new[] { (3, 1), (3, 4), (11, 0), (12, 0) }[kind % 4];
        if (flow.Source == flow.Destination || IPv4Address.Parse("203.0.113.1") == flow.Destination) return;
        ForwardingTable table = ForwardingFleet.For(flow, ForwardingFleet.Row);

        TestPacket packet = Packets.IcmpError(flow, type, code, 8 + (quoted % 60));
        (ForwardingResult error, byte[] outer) = table.Send(packet.Build());
        (ForwardingResult data, byte[] dataOuter) = table.Send(Packets.Of(flow).Build());

        Assert.Equal(data.Bucket, error.Bucket);
        Assert.Equal(data.Server, error.Server);
        Assert.Equal(PacketAssert.Encapsulated(dataOuter).SourcePort, PacketAssert.Encapsulated(outer).SourcePort);
    }

    private static Flow FlowOf(byte[] frame)
    {
        Assert.True(FlowReader.TryReadFrame(frame, out PacketSummary packet, out DropReason reason), reason.ToString());
        return packet.Flow;
    }
}
