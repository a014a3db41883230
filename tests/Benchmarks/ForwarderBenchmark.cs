using BenchmarkDotNet.Attributes;
using Beamer.Core.Forwarding;
using Beamer.Link;

namespace Beamer.Tests.Benchmarks;

/// <summary>
/// The MUX's whole decision in memory, and the writing of the frame that a ring does: time per packet.
/// </summary>
/// <remarks>
/// Blocks of 64, in two passes, as <c>ForwardingLoop</c> does it. To reach: 30 ns hot and 40 ns with 1,048,576 flows on
/// one core, and no allocation.
/// </remarks>
[MemoryDiagnoser]
public class ForwarderBenchmark
{
    private const int Packets = 1 << 20;

    private readonly MuxCounters _counters = new();
    private readonly ForwardingPlan[] _plans = new ForwardingPlan[FrameSource.Buffers];
    private ForwardingTable _table = null!;
    private FrameSource _source = null!;

    /// <summary>Flows that take turns.</summary>
    [Params(1, 1 << 20)]
    public int Flows { get; set; }

    /// <summary>Buckets of the pool.</summary>
    [Params(65_536)]
    public int Buckets { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var settings = new ForwardingSettings(new(0xac100001), 0, ForwardingSettings.FabricMtuBytesDefault);
        _table = ForwardingTable.Compile(BenchmarkFleet.Create(Buckets), settings);
        _source = new FrameSource(BenchmarkFleet.Vip, Flows);
    }

    /// <summary>Every packet is forwarded; the counters come back so that a test can say so.</summary>
    [Benchmark(OperationsPerInvoke = Packets)]
    public MuxCounters Forward()
    {
        for (int number = 0; number < Packets; number += FrameSource.Buffers)
        {
            _source.Receive(number);
            for (int i = 0; i < FrameSource.Buffers; i++)
            {
                ref ForwardingPlan plan = ref _plans[i];
                Forwarder.Plan(_source.Buffer(i), FrameSource.Headroom, FrameSource.FrameLength, _table, out plan);
                if (plan.HasRow) CachePrefetch.Read(in _table.RowOf(plan));
            }

            for (int i = 0; i < FrameSource.Buffers; i++)
            {
                _counters.Count(Forwarder.Wrap(_source.Buffer(i), _plans[i], _table), FrameSource.FrameLength);
            }

            _counters.EndBatch(0);
        }

        return _counters;
    }

    /// <summary>What of it is the writing of the frames.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Packets)]
    public int ReceiveOnly()
    {
        for (int number = 0; number < Packets; number += FrameSource.Buffers) _source.Receive(number);
        return _source.Buffer(0)[FrameSource.Headroom + 26];
    }
}
