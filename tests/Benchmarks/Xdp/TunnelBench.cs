using Beamer.Core;
using Beamer.Link.Bpf;

namespace Beamer.Tests.Benchmarks.Xdp;

/// <summary>A driver that restores a tunnelled frame before every run of another program, and the floors.</summary>
internal sealed class TunnelBench : IDisposable
{
    /// <summary>Bytes of a frame: two hops, a TCP segment with six bytes of data.</summary>
    public const int FrameBytes = 112;

    private readonly BpfObject _object;
    private readonly BpfMap _target;
    private readonly BpfProgram _driver;

    /// <param name="frames">One for each flow, a power of two of them, in turn.</param>
    public TunnelBench(IReadOnlyList<byte[]> frames)
    {
        _object = BpfObject.Open("tunnel", typeof(TunnelBench).Assembly);
        _object.SetConstants((uint)frames.Count - 1);
        _object.SetMaxEntries("frames", (uint)frames.Count);
        _object.Load();
        _target = _object.Map("target");
        _driver = _object.Program("driver");
        using BpfMap map = _object.Map("frames");
        using BpfMemory memory = map.Memory();
        for (int i = 0; i < frames.Count; i++) frames[i].CopyTo(memory.As<byte>()[(i * memory.Stride)..]);
    }

    /// <summary>A program of the object.</summary>
    public BpfProgram Program(string name) => _object.Program(name);

    /// <summary>Mean nanoseconds of one run, the restoring of the frame included, in this thread's namespace.</summary>
    /// <param name="program">What runs.</param>
    /// <param name="verdict">What it says of every frame.</param>
    /// <param name="repeat">How often.</param>
    public double Time(BpfProgram program, uint verdict, int repeat)
    {
        program.PutInto(_target, 0);
        BpfTestResult result = _driver.Measure(new byte[FrameBytes], repeat);
        Invariant.Require(result.Verdict == verdict, $"{program.Name} says {verdict}, not {result.Verdict}");
        return result.MeanNanoseconds;
    }

    public void Dispose()
    {
        _driver.Dispose();
        _target.Dispose();
        _object.Dispose();
    }
}
