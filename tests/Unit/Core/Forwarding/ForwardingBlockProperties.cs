using Beamer.Core;
using Beamer.Core.Forwarding;
using Beamer.Core.Tables;
using Beamer.Core.Wire;
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

        new ForwardingBlockRun(frames.Length).Send(frames, ForwardingFleet.Web());
    }

    [Property]
    public void It_does_so_with_pools_of_any_form_side_by_side(TestPacket[] packets, byte[] ports, bool mixed)
    {
        byte[][] frames =
        [
            .. packets.SelectMany((packet, i) => new[]
            {
                ToPool(packet with { Protocol = TransportProtocol.Tcp }, ports, mixed ? i : 0).Build(),
                ToPool(packet, ports, mixed ? i : 0).Build(),
            }),
        ];

        new ForwardingBlockRun(frames.Length).Send(frames, PoolsFleet.Table);
    }

    [Property]
    public void It_judges_a_plain_frame_with_one_changed_byte(byte position, byte value, bool mendChecksum)
    {
        byte[][] frames = [.. Enumerable.Range(0, 9).Select(_ => Packets.Tcp().Payload(9).Padded(3).Build())];
        frames[4][14 + (position % 40)] = value;
        if (mendChecksum) Mend(frames[4]);

        new ForwardingBlockRun(frames.Length).Send(frames, PoolsFleet.Table);
    }

    [Theory]
    [InlineData("0.1.2.3")]
    [InlineData("1.0.0.0")]
    [InlineData("126.255.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("128.0.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("224.0.0.0")]
    [InlineData("255.255.255.255")]
    [InlineData("192.0.2.10")]
    public void It_finds_the_same_martians(string source) =>
        new ForwardingBlockRun(1).Send([Packets.Tcp().From(source, 4711).Build()], PoolsFleet.Table);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(255)]
    public void It_respects_the_time_to_live(int value) =>
        new ForwardingBlockRun(1).Send([Packets.Tcp().TimeToLive(value).Build()], PoolsFleet.Table);

    [Fact]
    public void It_keeps_to_the_headroom_and_to_the_fabrics_MTU()
    {
        byte[][] frames =
        [
            .. Enumerable.Range(0, 40).Select(i => From(1000 + i).Build()),
            .. Enumerable.Range(0, 40).Select(i => From(2000 + i).Payload(1490 + (2 * i)).Build()),
        ];

        for (int headroom = 0; headroom < 48; headroom++)
        {
            new ForwardingBlockRun(frames.Length).Send(frames, PoolsFleet.Table, headroom);
        }
    }

    [Fact]
    public void It_keeps_nothing_of_the_batch_before()
    {
        var run = new ForwardingBlockRun(20);
        byte[][] many = [.. Enumerable.Range(0, 20).Select(i => ToPool(Packets.Tcp(), [], i).Build())];
        byte[][] few = many[1..4];
        ForwardingTable nobody = ForwardingTable.Compile(FleetTable.Empty, ForwardingFleet.Settings);

        run.Send(many, PoolsFleet.Table);
        run.Send(few, PoolsFleet.SecondAlone);
        run.Send(many, PoolsFleet.SecondAlone);
        run.Send(many, nobody);
        run.Send([], PoolsFleet.Table);
        run.Send(few, PoolsFleet.Table);
    }

    [Fact]
    public void It_refuses_more_packets_than_it_has_room_for()
    {
        var block = new ForwardingBlock(8, new MuxCounters());
        block.Begin(PoolsFleet.Table);
        byte[] frame = Packets.Tcp().Build();
        for (int i = 0; i < 8; i++) block.Read(frame, 0, frame.Length);

        Assert.ThrowsAny<Exception>(() => block.Read(frame, 0, frame.Length));
    }

    [Fact]
    public void It_allocates_nothing()
    {
        byte[] frame = Packets.Tcp().Build();
        byte[] buffer = [.. new byte[ForwardingFleet.Headroom], .. frame];
        var block = new ForwardingBlock(64, new MuxCounters());
        Batch();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) Batch();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Batch()
        {
            block.Begin(PoolsFleet.Table);
            for (int i = 0; i < 64; i++) block.Read(buffer, ForwardingFleet.Headroom, frame.Length);
            block.Place<NoPrefetch>();
            block.Compose();
            for (int i = 0; i < 64; i++) block.Wrap(i, buffer);
        }
    }

    private static TestPacket From(int port) => Packets.Tcp().From("198.51.100.7", port);

    private static TestPacket ToPool(TestPacket packet, byte[] ports, int index)
    {
        int choice = index < ports.Length ? ports[index] : index;
        return packet.To(ForwardingFleet.Vip, PoolsFleet.FirstPort + (choice % 5));
    }

    private static void Mend(byte[] frame)
    {
        Span<byte> header = frame.AsSpan(14, IPv4Header.MinimumSize);
        header.Slice(10, 2).Clear();
        ushort checksum = InternetChecksum.Compute(header);
        header[10] = (byte)(checksum >> 8);
        header[11] = (byte)checksum;
    }
}
