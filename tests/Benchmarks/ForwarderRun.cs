using Beamer.Core.Forwarding;
using Beamer.Link;

namespace Beamer.Tests.Benchmarks;

/// <summary>What a worker does with a block of frames, without the ring and the sending.</summary>
internal sealed class ForwarderRun
{
    private readonly ForwardingTable _table;
    private readonly FrameSource _source;
    private readonly ForwardingBlock _packets;

    public ForwarderRun(ForwardingTable table, FrameSource source)
    {
        _table = table;
        _source = source;
        _packets = new ForwardingBlock(FrameSource.Buffers, Counters);
    }

    public MuxCounters Counters { get; } = new();

    /// <summary>Forwards the frames that the source has received.</summary>
    public void Forward()
    {
        FrameSource source = _source;
        ForwardingBlock packets = _packets;
        packets.Begin(_table);
        for (int i = 0; i < FrameSource.Buffers; i++)
        {
            packets.Read(source.Buffer(i), FrameSource.Headroom, source.FrameLength);
        }

        packets.Place<CachePrefetch>();
        packets.Compose();
        for (int i = 0; i < FrameSource.Buffers; i++) packets.Wrap(i, source.Buffer(i));
        Counters.EndBatch(0);
    }
}
