using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Beamer.Core;
using Beamer.Core.Wire;
using Beamer.Link.Bpf;

namespace Beamer.Tests.Benchmarks.Xdp;

/// <summary>A driver that restores a frame before every run of another program, the floors, and a generator.</summary>
internal sealed class BenchProgram : IDisposable
{
    /// <summary>Bytes of a frame.</summary>
    public const int FrameBytes = 64;

    private static readonly IPv4Address s_firstClient = IPv4Address.Parse("10.1.0.0");

    private readonly BpfObject _object;
    private readonly BpfMap _target;
    private readonly BpfMap _plans;
    private readonly BpfMap _met;
    private readonly BpfProgram _driver;

    public BenchProgram()
    {
        _object = BpfObject.Open("bench", typeof(BenchProgram).Assembly);
        _object.Load();
        _target = _object.Map("target");
        _plans = _object.Map("plans");
        _met = _object.Map("met");
        _driver = _object.Program("driver");
    }

    /// <summary>A program of the object.</summary>
    public BpfProgram Program(string name) => _object.Program(name);

    /// <summary>Frames that the sink has met.</summary>
    public long Met()
    {
        Span<long> counts = stackalloc long[BpfMap.ProcessorCount];
        _met.TryGetPerProcessor(0u, counts);
        long sum = 0;
        foreach (long count in counts) sum += count;
        return sum;
    }

    /// <summary>The flows that frames belong to from now on.</summary>
    /// <param name="vip">Where they go.</param>
    /// <param name="flows">How many, a power of two.</param>
    /// <param name="perSecond">Frames that are generated each second; null: as many as can be.</param>
    public void SetFlows(IPv4Address vip, int flows, int? perSecond = null)
    {
        Span<byte> header = stackalloc byte[IPv4Header.MinimumSize];
        header.Clear();
        header[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], FrameBytes - EthernetFrame.HeaderSize);
        header[8] = 64;
        header[9] = (byte)TransportProtocol.Tcp;
        BinaryPrimitives.WriteUInt32BigEndian(header[16..], vip.Value);
        Plan plan = new()
        {
            Source = BinaryPrimitives.ReverseEndianness(s_firstClient.Value),
            Vip = BinaryPrimitives.ReverseEndianness(vip.Value),
            FlowsMask = (uint)flows - 1,
            IntervalNanoseconds = perSecond is { } rate ? (uint)(1_000_000_000 / rate) : 0,
            Sum = BinaryPrimitives.ReverseEndianness((ushort)InternetChecksum.Sum(header)),
        };
        _plans.Set(0u, plan);
    }

    /// <summary>Mean nanoseconds of one run, the restoring of the frame included.</summary>
    /// <param name="program">What runs.</param>
    /// <param name="repeat">How often.</param>
    public double Time(BpfProgram program, int repeat)
    {
        program.PutInto(_target, 0);
        BpfTestResult result = _driver.Measure(new byte[FrameBytes], repeat);
        Invariant.Require(result.Verdict == 3, $"{program.Name} transmits the frame");
        return result.MeanNanoseconds;
    }

    public void Dispose()
    {
        _driver.Dispose();
        _met.Dispose();
        _plans.Dispose();
        _target.Dispose();
        _object.Dispose();
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Plan
    {
        public uint Source;
        public uint Vip;
        public uint FlowsMask;
        public uint Position;
        public ushort Sum;
        public ushort Unused;
        public uint IntervalNanoseconds;
        public ulong Due;
    }
}
