using Beamer.Core.Forwarding;
using BenchmarkDotNet.Attributes;

namespace Beamer.Tests.Benchmarks;

/// <summary>
/// The MUX's whole decision in memory, and the writing of the frame that a ring does: time per packet.
/// </summary>
/// <remarks>
/// Blocks of 64 as <c>ForwardingLoop</c> takes them. What the same work costs in C shows <see cref="Comparison"/>.
/// </remarks>
[MemoryDiagnoser]
public class ForwarderBenchmark
{
    private const int Packets = 1 << 20;

    private FrameSource _source = null!;
    private ForwarderRun _run = null!;

    /// <summary>Flows that take turns.</summary>
    [Params(1, 1 << 20)]
    public int Flows { get; set; }

    /// <summary>Buckets of the pool.</summary>
    [Params(65_536)]
    public int Buckets { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var table = ForwardingTable.Compile(BenchmarkFleet.Create(Buckets), BenchmarkFleet.Settings);
        _source = new FrameSource(BenchmarkFleet.Vip, Flows);
        _run = new ForwarderRun(table, _source);
    }

    /// <summary>Every packet is forwarded; the counters come back so that a test can say so.</summary>
    [Benchmark(OperationsPerInvoke = Packets)]
    public MuxCounters Forward()
    {
        for (int number = 0; number < Packets; number += FrameSource.Buffers)
        {
            _source.Receive(number);
            _run.Forward();
        }

        return _run.Counters;
    }

    /// <summary>What of it is the writing of the frames.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Packets)]
    public int ReceiveOnly()
    {
        for (int number = 0; number < Packets; number += FrameSource.Buffers) _source.Receive(number);
        return _source.Buffer(0)[FrameSource.Headroom + 26];
    }
}
