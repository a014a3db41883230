using Beamer.Core.Forwarding;
using Beamer.Link;

namespace Beamer.Tests.Benchmarks;

/// <summary>What a worker does with a block of frames, without the ring and the sending.</summary>
internal sealed class ForwarderRun(ForwardingTable table, FrameSource source)
{
    private readonly ForwardingBlock _packets = new(FrameSource.Buffers);

    public MuxCounters Counters { get; } = new();

    /// <summary>Forwards the frames that the source has received.</summary>
    public void Forward()
    {
        for (int i = 0; i < FrameSource.Buffers; i++)
        {
            _packets.Read(i, source.Buffer(i), FrameSource.Headroom, source.FrameLength, table);
        }

        _packets.Place(FrameSource.Buffers);
        for (int i = 0; i < FrameSource.Buffers; i++)
        {
            ref readonly ForwardingPlan plan = ref _packets[i];
            if (plan.HasRow) CachePrefetch.Read(in table.RowOf(in plan));
        }

        for (int i = 0; i < FrameSource.Buffers; i++)
        {
            Counters.Count(Forwarder.Wrap(source.Buffer(i), in _packets[i], table), source.FrameLength);
        }

        Counters.EndBatch(0);
    }
}
