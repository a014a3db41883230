using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Beamer.Core.Forwarding;
using Beamer.Mux.Replay;
using Beamer.Tests.Unit.Core.Forwarding;
using Xunit;

namespace Beamer.Tests.Unit.Mux.Replay;

/// <summary>A replay of bytes: what it wrote and how it ended.</summary>
internal sealed record ReplayRun(byte[] Output, IReadOnlyList<JsonElement> Lines, string? Failure, MuxCounters Counters)
{
    public static async Task<ReplayRun> Of(byte[] capture, ForwardingTable? table = null)
    {
        using var output = new MemoryStream();
        using var lines = new MemoryStream();
        var replay = new CaptureReplay(table ?? ForwardingFleet.Web());
        string? failure = null;
        try
        {
            await replay.RunAsync(
                PipeReader.Create(new MemoryStream(capture)),
                PipeWriter.Create(output),
                PipeWriter.Create(lines),
                CancellationToken.None);
        }
        catch (CaptureException e)
        {
            failure = e.Message;
        }

        string[] text = Encoding.UTF8.GetString(lines.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        JsonElement[] parsed = [.. text.Select(line => JsonDocument.Parse(line).RootElement)];
        return new ReplayRun(output.ToArray(), parsed, failure, replay.Counters);
    }

    /// <summary>The frames of the output, whose header must be that of a little-endian Ethernet pcap.</summary>
    public IReadOnlyList<(ulong Nanoseconds, byte[] Frame)> Frames()
    {
        uint magic = BitConverter.ToUInt32(Output);
        Assert.True(magic is 0xa1b2c3d4 or 0xa1b23c4d, $"magic {magic:x8}");
        Assert.Equal(1u, BitConverter.ToUInt32(Output, 20));
        List<(ulong, byte[])> frames = [];
        for (int at = 24; at < Output.Length;)
        {
            uint length = BitConverter.ToUInt32(Output, at + 8);
            ulong fraction = BitConverter.ToUInt32(Output, at + 4) * (magic == 0xa1b23c4d ? 1ul : 1000ul);
            ulong time = (BitConverter.ToUInt32(Output, at) * 1_000_000_000ul) + fraction;
            at += 16 + (int)length;
            frames.Add((time, Output[(at - (int)length)..at]));
        }

        return frames;
    }
}
