using Beamer.Tests.Testing;
using FsCheck.Xunit;
using Xunit;

namespace Beamer.Tests.Unit.Mux.Replay;

public sealed class CaptureDamageTests
{
    private static readonly byte[][] s_frames =
        [Packets.Tcp().Build(), Packets.Tcp().Syn().Payload(3).Build(), Packets.Udp().Build()];

    private static readonly CaptureFile[] s_files =
    [
        CaptureFile.Pcap(false, false, 1, s_frames),
        CaptureFile.Pcap(true, true, 1, s_frames),
        CaptureFile.PcapNg(false, 9, 1, s_frames),
        CaptureFile.PcapNg(true, null, 1, s_frames),
    ];

    [Fact]
    public async Task A_file_cut_at_any_byte_gives_what_came_before_and_says_where()
    {
        foreach (CaptureFile file in s_files)
        {
            ReplayRun whole = await ReplayRun.Of(file.Bytes);
            for (int length = 0; length < file.Bytes.Length; length++)
            {
                ReplayRun run = await ReplayRun.Of(file.Bytes[..length]);
                Assert.Equal(file.Ends.Contains(length), run.Failure is null);
                if (run.Failure is not null) Assert.StartsWith($"byte {length}: the file ends inside", run.Failure);
                Assert.Equal(
                    whole.Frames().Take(run.Lines.Count).Select(frame => Convert.ToHexString(frame.Frame)),
                    run.Output.Length == 0 ? [] : run.Frames().Select(frame => Convert.ToHexString(frame.Frame)));
            }
        }
    }

    [Property(MaxTest = 500)]
    public void A_file_with_any_byte_changed_ends_with_a_sentence_or_well(byte file, ushort position, byte change)
    {
        byte[] bytes = s_files[file % s_files.Length].Bytes;
        bytes[position % bytes.Length] ^= change;

        ReplayRun run = ReplayRun.Of(bytes).GetAwaiter().GetResult();

        Assert.True(run.Failure is null || run.Failure.StartsWith("byte ", StringComparison.Ordinal));
        Assert.InRange(run.Lines.Count, 0, s_frames.Length);
    }

    [Theory]
    [InlineData("", "byte 0: the file ends inside the first four bytes, which name the format.")]
    [InlineData("47494638", "byte 0: 47494638 begins neither pcap nor pcapng.")]
    public async Task What_is_no_capture_is_refused(string hex, string failure) =>
        Assert.Equal(failure, (await ReplayRun.Of(Convert.FromHexString(hex))).Failure);

    [Fact]
    public async Task A_link_type_that_is_not_known_is_named() => Assert.Equal(
        "byte 20: link type 105 is not supported; Ethernet (1), raw IP (101) and IPv4 (228) are.",
        (await ReplayRun.Of(CaptureFile.Pcap(false, false, 105, s_frames).Bytes)).Failure);

    [Fact]
    public async Task A_packet_of_an_interface_that_is_not_described_is_refused()
    {
        CaptureFile file = new CaptureFile(true).Section().Packet(6, 1, s_frames[0]);

        ReplayRun run = await ReplayRun.Of(file.Bytes);

        Assert.EndsWith("the packet is of interface 0, which is not described.", run.Failure);
    }

    [Fact]
    public async Task A_packet_longer_than_any_is_refused_before_it_takes_memory()
    {
        CaptureFile file = CaptureFile.Pcap(false, false, 1, s_frames[0]);
        file.Word(1).Word(1).Word(0x7fffffff).Word(0x7fffffff);

        ReplayRun run = await ReplayRun.Of(file.Bytes);

        Assert.Equal(
            $"byte {file.Ends[^1] + 8}: a packet of 2147483647 bytes is not possible.", run.Failure);
        Assert.Single(run.Frames());
    }
}
