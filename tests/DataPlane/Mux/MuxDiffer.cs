using Beamer.Core;
using Beamer.Core.Forwarding;
using Beamer.Link.Bpf;
using Beamer.Mux.Forwarding;
using Beamer.Mux.Xdp;

namespace Beamer.Tests.DataPlane.Mux;

/// <summary>Gives the same frames to the functions in C# and to the program in the kernel, and compares.</summary>
internal sealed class MuxDiffer : IDisposable
{
    private const int Headroom = 256;
    private const uint XdpDrop = 1;
    private const uint XdpPass = 2;
    private const uint XdpTransmit = 3;

    private static readonly byte[] s_ownMac = [0x02, 0, 0, 0, 0, 0x99];

    private readonly MuxCounters _expected = new();
    private readonly XdpProgram _program;
    private readonly byte[] _output = new byte[4096];

    /// <param name="kernel">The table of the program in the kernel.</param>
    /// <param name="specification">The table of the functions: another one only to see a difference.</param>
    public MuxDiffer(ForwardingTable kernel, ForwardingTable? specification = null)
    {
        Specification = specification ?? kernel;
        _program = XdpProgram.Load(kernel, new XdpOutput(IsRouted: false, s_ownMac), counts: null);
    }

    /// <summary>The table of the functions in C#.</summary>
    public ForwardingTable Specification { get; private set; }

    /// <summary>Puts another table into force on both sides.</summary>
    /// <returns>False when the program cannot take it as it runs.</returns>
    public bool TryAdvance(ForwardingTable next)
    {
        if (!_program.TryAdvance(next)) return false;
        Specification = next;
        return true;
    }

    /// <summary>Compares verdict, bytes and counters of one frame.</summary>
    /// <param name="frame">14 bytes or more.</param>
    /// <param name="result">What the functions in C# say.</param>
    /// <returns>What is different; empty when nothing is.</returns>
    public string Compare(byte[] frame, out ForwardingResult result)
    {
        byte[] expected = Expect(frame, out result);
        BpfTestResult run = _program.Program.TestRun(frame, _output);
        uint verdict = result.Verdict switch
        {
            MuxVerdict.Pass => XdpPass,
            MuxVerdict.Forward => XdpTransmit,
            _ => XdpDrop,
        };
        if (run.Verdict != verdict)
            return $"C# says {result.Verdict} {result.Reason}, the kernel {run.Verdict} {Reasons()}";
        ReadOnlySpan<byte> left = _output.AsSpan(0, run.Length);
        if (verdict != XdpDrop && !left.SequenceEqual(expected))
            return $"C# makes {Convert.ToHexString(expected)}, the kernel {Convert.ToHexString(left)}";
        return CompareCounters();
    }

    public void Dispose() => _program.Dispose();

    private byte[] Expect(byte[] frame, out ForwardingResult result)
    {
        byte[] buffer = [.. new byte[Headroom], .. frame];
        Span<byte> memory = stackalloc byte[LinkHeader.SizeMax];
        LinkHeader link = LinkHeader.Back(frame, s_ownMac, memory);
        result = Forwarder.Forward(buffer, Headroom, frame.Length, Specification);
        _expected.Count(in result, frame.Length);
        _expected.EndBatch(transmitFailed: 0);
        if (result.Verdict != MuxVerdict.Forward) return frame;
        int start = result.Offset - link.Length;
        link.Write(buffer.AsSpan(start));
        return buffer[start..(result.Offset + result.Length)];
    }

    private string CompareCounters()
    {
        MuxTotals counted = XdpCounters.Read(_program.Counts);
        MuxTotals expected = MuxTotals.Of([_expected], overruns: 0);
        bool same = counted.Received == expected.Received
            && counted.ReceivedBytes == expected.ReceivedBytes
            && counted.Passed == expected.Passed
            && counted.Forwarded == expected.Forwarded
            && counted.ForwardedBytes == expected.ForwardedBytes
            && Enum.GetValues<DropReason>().All(reason => counted.Dropped(reason) == expected.Dropped(reason));
        return same ? "" : $"C# counts {Text(expected)}, the kernel {Text(counted)}";
    }

    private string Reasons() => Text(XdpCounters.Read(_program.Counts));

    private static string Text(MuxTotals totals) =>
        $"received {totals.Received} ({totals.ReceivedBytes} bytes), passed {totals.Passed}, " +
        $"forwarded {totals.Forwarded} ({totals.ForwardedBytes} bytes)" +
        string.Concat(Enum.GetValues<DropReason>()
            .Where(reason => totals.Dropped(reason) > 0)
            .Select(reason => $", {reason} {totals.Dropped(reason)}"));
}
