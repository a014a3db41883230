using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Beamer.Core.Forwarding;
using Beamer.Link;
using Beamer.Link.Bpf;
using Beamer.Mux.Xdp;

namespace Beamer.Tests.Benchmarks.Xdp;

/// <summary>
/// The MUX's program on a wire: a generator in the kernel sends to it over a veth pair, and it sends back; beside it a
/// program that drops, in turn. Generator, MUX and sink share one core.
/// </summary>
internal static class XdpWire
{
    private const int Rounds = 9;
    private const int Frames = 2_000_000;
    private const int Batch = 64;
    private const string Near = "beamer-bench-n";
    private const string Far = "beamer-bench-f";

    /// <summary>Runs and prints a table.</summary>
    /// <param name="report">The file that gets the JSON.</param>
    public static void Run(string report)
    {
        try
        {
            Build();
            Outcome outcome = Measure();
            Console.WriteLine("| at the other end of the wire | thousand packets a second: median (minimum–maximum) |");
            Console.WriteLine("|---|---|");
            Console.WriteLine($"| drop | {outcome.Drop} |");
            Console.WriteLine($"| MUX, and back | {outcome.Mux} |");
            Console.WriteLine($"| MUX / drop | {outcome.Ratio:F2} |");
            File.WriteAllText(report, JsonSerializer.Serialize(outcome, JsonSerializerOptions.Web));
        }
        finally
        {
            Ip($"netns del {Near}", mayFail: true);
            Ip($"netns del {Far}", mayFail: true);
        }
    }

    private static Outcome Measure()
    {
        using var bench = new BenchProgram();
        using BpfProgram discard = bench.Program("discard");
        using BpfProgram generate = bench.Program("generate");
        bench.SetFlows(BenchmarkFleet.Vip, 1 << 16);
        using XdpProgram mux = XdpProgram.Load(
            ForwardingTable.Compile(BenchmarkFleet.Create(65_536, previous: 2), BenchmarkFleet.Settings),
            new XdpOutput(IsRouted: false, new byte[6]),
            counts: null);
        // The generator's own end takes what comes back, and makes the wire one of XDP frames in both directions.
        int near = NetworkNamespace.Run(Near, () => Index("wire"));
        using BpfLink sink = NetworkNamespace.Run(Near, () => BpfLink.AttachXdp(discard, near, XdpMode.Native));
        using BpfLink subject = NetworkNamespace.Run(
            Far, () => BpfLink.AttachXdp(discard, Index("wire"), XdpMode.Native));
        double[] dropped = new double[Rounds];
        double[] forwarded = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            subject.Update(discard);
            dropped[round] = Rate(generate, near, bench.Met);
            subject.Update(mux.Program);
            // What came back, not what was sent: a frame lost on the way is none.
            forwarded[round] = Rate(generate, near, bench.Met);
        }

        return new Outcome(new Figure(dropped), new Figure(forwarded));
    }

    private static double Rate(BpfProgram generate, int index, Func<long> met)
    {
        Context context = new() { DataEnd = BenchProgram.FrameBytes, IngressInterface = (uint)index };
        long before = met();
        long start = Stopwatch.GetTimestamp();
        NetworkNamespace.Run(Near, () => generate.Generate(new byte[BenchProgram.FrameBytes], context, Frames, Batch));
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        return (met() - before) / elapsed.TotalMilliseconds;
    }

    private static void Build()
    {
        Ip($"netns add {Near}");
        Ip($"netns add {Far}");
        Ip($"-n {Near} link add wire type veth peer name wire netns {Far}");
        Ip($"-n {Near} link set wire up");
        Ip($"-n {Far} link set wire up");
    }

    private static int Index(string name)
    {
        using var netlink = new RouteNetlink();
        return netlink.FindInterface(name).Index;
    }

    private static void Ip(string arguments, bool mayFail = false)
    {
        using Process process = Process.Start(
            new ProcessStartInfo("ip", arguments) { RedirectStandardError = mayFail })!;
        process.WaitForExit();
        if (process.ExitCode != 0 && !mayFail) throw new InvalidOperationException($"ip {arguments} failed");
    }

    /// <summary>The kernel's <c>struct xdp_md</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Context
    {
        public uint Data;
        public uint DataEnd;
        public uint DataMeta;
        public uint IngressInterface;
        public uint ReceiveQueue;
        public uint EgressInterface;
    }

    private sealed record Outcome(Figure Drop, Figure Mux)
    {
        public double Ratio => Mux.Median / Drop.Median;
    }

    private sealed record Figure(double Median, double Minimum, double Maximum)
    {
        public Figure(double[] values)
            : this(values.Order().ElementAt(values.Length / 2), values.Min(), values.Max())
        {
        }

        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{Median:F0} ({Minimum:F0}–{Maximum:F0})");
    }
}
