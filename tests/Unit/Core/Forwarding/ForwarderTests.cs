using Beamer.Core;
using Beamer.Core.Forwarding;
using Beamer.Core.Tables;
using Beamer.Core.Wire;
using Beamer.Tests.Testing;
using Xunit;

namespace Beamer.Tests.Unit.Core.Forwarding;

public sealed class ForwarderTests
{
    private readonly ForwardingTable _table = ForwardingFleet.Web();

    [Fact]
    public void A_packet_goes_to_the_current_owner_and_names_the_previous_ones_newest_first()
    {
        (ForwardingResult result, byte[] outer) = _table.Send(Packets.Tcp().Syn().Build());

        Tunnelled tunnelled = PacketAssert.Encapsulated(
            outer, ForwardingFleet.Current, ForwardingFleet.Newer, ForwardingFleet.Older);
        Assert.Equal(ForwardingFleet.Mux, tunnelled.Source);
        Assert.Equal(ChainVersion.Row, tunnelled.Chain.Version);
        Assert.Equal(new Generation(7), tunnelled.Chain.Generation);
        Assert.Equal(new PoolId(5), tunnelled.Chain.Pool);
        Assert.Equal(result.Bucket, tunnelled.Chain.Bucket);
        Assert.Equal(ChainHeader.HopBudgetDefault, tunnelled.Chain.HopBudget);
        Assert.Equal(0, tunnelled.Chain.NextHop);
        Assert.Equal(ForwardingFleet.Current, result.Server);
        Assert.Equal(new Generation(7), result.Generation);
    }

    [Fact]
    public void A_pool_with_the_glb_header_emits_version_0()
    {
        ForwardingTable table = ForwardingFleet.For(Packets.Tcp().Flow, ForwardingFleet.Row, headerVersion: 0);

        byte[] outer = table.Send(Packets.Tcp().Build()).Bytes;
        Tunnelled tunnelled = PacketAssert.Encapsulated(
            outer, ForwardingFleet.Current, ForwardingFleet.Newer, ForwardingFleet.Older);

        Assert.Equal(ChainVersion.Glb, tunnelled.Chain.Version);
        Assert.Equal(0, tunnelled.Chain.HopBudget);
    }

    [Fact]
    public void The_service_says_which_one_it_was()
    {
        (ForwardingResult result, _) = _table.Send(Packets.Udp().Build());

        Assert.Equal("192.0.2.10:53/udp", _table.Services[result.Service].Key.ToString());
    }

    [Fact]
    public void A_packet_for_another_address_stays_with_the_host() =>
        Assert.Equal(MuxVerdict.Pass, _table.Send(Packets.Tcp().To("192.0.2.11", 80).Build()).Result.Verdict);

    [Fact]
    public void A_broken_packet_for_another_address_stays_with_the_host()
    {
        byte[] frame = Packets.Tcp().To("192.0.2.11", 80).Fragment(8, true).Build();

        Assert.Equal(MuxVerdict.Pass, _table.Send(frame).Result.Verdict);
    }

    [Theory]
    [InlineData(0x0806)]
    [InlineData(0x86dd)]
    public void Arp_and_IPv6_stay_with_the_host(int etherType)
    {
        byte[] frame = Packets.Tcp().Build();
        frame[12] = (byte)(etherType >> 8);
        frame[13] = (byte)etherType;

        Assert.Equal(MuxVerdict.Pass, _table.Send(frame).Result.Verdict);
    }

    [Fact]
    public void A_VIP_without_this_port_drops_the_packet() =>
        AssertDropped(DropReason.ServiceUnknown, Packets.Tcp().To("192.0.2.10", 81));

    [Fact]
    public void A_VIP_with_this_port_but_another_protocol_drops_the_packet() =>
        AssertDropped(DropReason.ServiceUnknown, Packets.Udp().To("192.0.2.10", 80));

    [Fact]
    public void An_echo_request_for_a_VIP_is_dropped() => AssertDropped(DropReason.IcmpEcho, Packets.Echo());

    [Fact]
    public void Three_tags_are_too_many() =>
        AssertDropped(DropReason.TooManyVlanTags, Packets.Tcp().Tagged(0x8100, 0x8100, 0x8100));

    [Fact]
    public void A_source_route_is_dropped() =>
        AssertDropped(DropReason.IPv4SourceRoute, Packets.Tcp().WithOptions(131, 7, 4, 10, 0, 0, 1));

    [Fact]
    public void A_wrong_header_checksum_is_dropped() =>
        AssertDropped(DropReason.IPv4ChecksumWrong, Packets.Tcp().WithWrongHeaderChecksum());

    [Fact]
    public void A_bucket_without_owner_drops_the_packet()
    {
        ForwardingTable table = ForwardingFleet.For(Packets.Tcp().Flow, new Row(new Generation(1), IPv4Address.None));

        (ForwardingResult result, _) = table.Send(Packets.Tcp().Build());

        Assert.Equal((MuxVerdict.Drop, DropReason.NoOwner), (result.Verdict, result.Reason));
        Assert.InRange(result.Bucket, 0, 15);
        Assert.Equal(0, result.Service);
    }

    [Theory]
    [InlineData(0, MuxVerdict.Forward)]
    [InlineData(1, MuxVerdict.Drop)]
    public void The_outer_packet_fits_into_the_fabric_or_is_dropped(int tooMuch, MuxVerdict verdict)
    {
        ForwardingTable table = ForwardingFleet.Web(ForwardingFleet.Settings with { FabricMtuBytes = 1600 });
        int payload = 1600 - Encapsulation.Size(ChainVersion.Row, 2) - 40 + tooMuch;

        (ForwardingResult result, _) = table.Send(Packets.Tcp().Payload(payload).Build());

        Assert.Equal(verdict, result.Verdict);
        Assert.Equal(verdict == MuxVerdict.Drop ? DropReason.TooBig : DropReason.None, result.Reason);
    }

    [Theory]
    [InlineData(52 - 14, MuxVerdict.Forward)]
    [InlineData(52 - 14 - 1, MuxVerdict.Drop)]
    public void Without_room_for_the_outer_headers_the_packet_is_dropped(int headroom, MuxVerdict verdict)
    {
        (ForwardingResult result, _) = _table.Send(Packets.Tcp().Build(), headroom);

        Assert.Equal(verdict, result.Verdict);
        Assert.Equal(verdict == MuxVerdict.Drop ? DropReason.NoHeadroom : DropReason.None, result.Reason);
    }

    [Fact]
    public void A_packet_without_a_frame_gets_the_same_headers()
    {
        byte[] buffer = [.. new byte[ForwardingFleet.Headroom], .. Packets.Tcp().BuildIPv4()];

        ForwardingResult result = Forwarder.ForwardPacket(
            buffer, ForwardingFleet.Headroom, buffer.Length - ForwardingFleet.Headroom, _table);

        Assert.Equal(_table.Send(Packets.Tcp().Build()).Bytes, buffer[result.Offset..]);
    }

    [Fact]
    public void An_icmp_error_goes_where_its_flow_goes_but_only_for_a_service()
    {
        TestPacket flow = Packets.Tcp();

        (ForwardingResult result, byte[] outer) = _table.Send(Packets.IcmpError(flow.Flow).Build());

        Assert.Equal(MuxVerdict.Forward, result.Verdict);
        Assert.Equal(_table.Send(flow.Build()).Result.Bucket, result.Bucket);
        Assert.Equal(ForwardingFleet.Current, PacketAssert.Encapsulated(outer).Destination);
        AssertDropped(DropReason.ServiceUnknown, Packets.IcmpError(flow.To("192.0.2.10", 81).Flow));
    }

    private void AssertDropped(DropReason reason, TestPacket packet)
    {
        (ForwardingResult result, _) = _table.Send(packet.Build());

        Assert.Equal((MuxVerdict.Drop, reason), (result.Verdict, result.Reason));
    }
}
