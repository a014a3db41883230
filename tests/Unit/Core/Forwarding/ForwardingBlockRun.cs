using Beamer.Core;
using Beamer.Core.Forwarding;
using Xunit;

namespace Beamer.Tests.Unit.Core.Forwarding;

/// <summary>Sends frames through a block, and each of them alone: nobody may be able to tell the difference.</summary>
internal sealed class ForwardingBlockRun
{
    private readonly MuxCounters _together = new();
    private readonly MuxCounters _alone = new();
    private readonly ForwardingBlock _block;

    public ForwardingBlockRun(int capacity) => _block = new ForwardingBlock(Math.Max(1, capacity), _together);

    /// <summary>One batch.</summary>
    public void Send(byte[][] frames, ForwardingTable table, int headroom = ForwardingFleet.Headroom)
    {
        byte[][] buffers = [.. frames.Select(frame => WithHeadroom(frame, headroom))];
        _block.Begin(table);
        for (int i = 0; i < frames.Length; i++) _block.Read(buffers[i], headroom, frames[i].Length);
        _block.Place<NoPrefetch>();
        _block.Compose();
        for (int i = 0; i < frames.Length; i++)
        {
            byte[] alone = WithHeadroom(frames[i], headroom);
            ForwardingResult expected = Forwarder.Forward(alone, headroom, frames[i].Length, table);
            _alone.Count(expected, frames[i].Length);
            OuterPacket outer = _block.Wrap(i, buffers[i]);
            Assert.Equal(expected.Verdict == MuxVerdict.Forward, outer.IsForwarded);
            if (outer.IsForwarded) Assert.Equal((expected.Offset, expected.Length), (outer.Offset, outer.Length));
            Assert.Equal(alone, buffers[i]);
        }

        _alone.EndBatch(0);
        _together.EndBatch(0);
        Assert.Equal(Values(_alone), Values(_together));
    }

    private static byte[] WithHeadroom(byte[] frame, int headroom) => [.. new byte[headroom], .. frame];

    private static long[] Values(MuxCounters counters) =>
    [
        counters.Received,
        counters.ReceivedBytes,
        counters.Passed,
        counters.Forwarded,
        counters.ForwardedBytes,
        .. Enum.GetValues<DropReason>().Select(counters.Dropped),
    ];
}
