using System.Text.Json;
using Beamer.Core.Forwarding;
using Beamer.Tests.Testing;
using Beamer.Tests.Unit.Core.Forwarding;
using Xunit;

namespace Beamer.Tests.Unit.Mux.Replay;

public sealed class CaptureReplayTests
{
    private static readonly byte[][] s_frames =
    [
        Packets.Tcp().Syn().Build(),
        Packets.Tcp().To("192.0.2.10", 81).Build(),
        Packets.Udp().To("198.18.0.1", 53).Build(),
        Packets.Udp().Tagged(0x8100).Build(),
    ];

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Pcap_of_every_byte_order_and_resolution_gives_the_same(bool isBigEndian, bool isNanoseconds)
    {
        ReplayRun run = await ReplayRun.Of(CaptureFile.Pcap(isBigEndian, isNanoseconds, 1, s_frames).Bytes);

        AssertDecided(run);
        Assert.Equal(1_700_000_000_123_456_000 + (isNanoseconds ? 789ul : 0), run.Frames()[0].Nanoseconds);
    }

    [Theory]
    [InlineData(false, null, 1_700_000_000_000_000_000)]
    [InlineData(true, null, 1_700_000_000_000_000_000)]
    [InlineData(false, 9, 1_700_000_000_000_000)]
    [InlineData(true, 9, 1_700_000_000_000_000)]
    [InlineData(false, 0x94, 1_621_246_337_890_625_000)]
    public async Task Pcapng_of_every_byte_order_resolution_and_block_gives_the_same(
        bool isBigEndian, int? resolution, ulong nanoseconds)
    {
        ReplayRun run = await ReplayRun.Of(CaptureFile.PcapNg(isBigEndian, (byte?)resolution, 1, s_frames).Bytes);

        AssertDecided(run);
        ulong kept = resolution is null ? 1000ul : 1ul;
        Assert.Equal(nanoseconds / kept * kept, run.Frames()[0].Nanoseconds);
    }

    [Theory]
    [InlineData(101)]
    [InlineData(228)]
    public async Task A_capture_without_frames_gets_frames(int linkType)
    {
        ReplayRun run = await ReplayRun.Of(
            CaptureFile.Pcap(false, false, (uint)linkType, Packets.Tcp().BuildIPv4()).Bytes);

        byte[] frame = Assert.Single(run.Frames()).Frame;
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0], frame[..14]);
        AssertToCurrent(frame.AsSpan(14));
    }

    [Fact]
    public async Task A_line_says_verdict_reason_service_bucket_row_and_server()
    {
        ReplayRun run = await ReplayRun.Of(CaptureFile.Pcap(false, false, 1, s_frames).Bytes);

        JsonElement line = run.Lines[0];
        Assert.Equal(1, line.GetProperty("packet").GetInt64());
        Assert.Equal("forward", line.GetProperty("verdict").GetString());
        Assert.Equal(JsonValueKind.Null, line.GetProperty("reason").ValueKind);
        Assert.Equal("192.0.2.10:80/tcp", line.GetProperty("service").GetString());
        Assert.InRange(line.GetProperty("bucket").GetInt32(), 0, 15);
        Assert.Equal(
            """{"generation":7,"current":"172.16.1.1","previous":["172.16.1.2","172.16.1.3"]}""",
            line.GetProperty("row").GetRawText());
        Assert.Equal("172.16.1.1", line.GetProperty("server").GetString());
        Assert.Equal("server-0", line.GetProperty("serverName").GetString());
        Assert.Equal("ServiceUnknown", run.Lines[1].GetProperty("reason").GetString());
        Assert.Equal(JsonValueKind.Null, run.Lines[1].GetProperty("row").ValueKind);
        Assert.Equal("pass", run.Lines[2].GetProperty("verdict").GetString());
    }

    [Fact]
    public async Task A_packet_that_was_captured_in_part_is_dropped()
    {
        byte[] cut = Packets.Tcp().Payload(100).Build()[..80];

        ReplayRun run = await ReplayRun.Of(CaptureFile.Pcap(false, false, 1, cut).Bytes);

        Assert.Equal("IPv4LengthBeyondFrame", run.Lines[0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_capture_without_packets_gives_one_without_packets()
    {
        ReplayRun run = await ReplayRun.Of(CaptureFile.Pcap(false, true, 1).Bytes);

        Assert.Null(run.Failure);
        Assert.Empty(run.Frames());
    }

    [Fact]
    public async Task Interfaces_of_one_capture_may_differ()
    {
        CaptureFile file = new CaptureFile(false).Section().Interface(101, 9);
        file.Packet(6, 5, Packets.Tcp().BuildIPv4());
        file.Section().Interface(1, null).Packet(6, 5, Packets.Tcp().Build());

        ReplayRun run = await ReplayRun.Of(file.Bytes);

        Assert.Equal([5ul, 5000ul], run.Frames().Select(frame => frame.Nanoseconds));
    }

    [Fact]
    public async Task P63_what_was_read_is_forwarded_passed_or_dropped()
    {
        MuxCounters counters = (await ReplayRun.Of(CaptureFile.Pcap(false, false, 1, s_frames).Bytes)).Counters;

        Assert.Equal((4, 2, 1, 1), (counters.Received, counters.Forwarded, counters.Passed, counters.DroppedTotal()));
    }

    private static void AssertToCurrent(ReadOnlySpan<byte> outer) => PacketAssert.Encapsulated(
        outer, ForwardingFleet.Current, ForwardingFleet.Newer, ForwardingFleet.Older);

    private static void AssertDecided(ReplayRun run)
    {
        Assert.Null(run.Failure);
        IEnumerable<string?> verdicts = run.Lines.Select(line => line.GetProperty("verdict").GetString());
        Assert.Equal(["forward", "drop", "pass", "forward"], verdicts);
        IReadOnlyList<(ulong Nanoseconds, byte[] Frame)> frames = run.Frames();
        Assert.Equal(2, frames.Count);
        Assert.Equal([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0], frames[0].Frame[..14]);
        AssertToCurrent(frames[0].Frame.AsSpan(14));
        Assert.Equal([0x81, 0x00, 0x00, 0x64, 8, 0], frames[1].Frame[12..18]);
        PacketAssert.Encapsulated(frames[1].Frame.AsSpan(18));
    }
}
