using System.Text.Json;
using Beamer.Core.Forwarding;
using Beamer.Mux.Xdp;

namespace Beamer.Tests.Benchmarks.Xdp;

/// <summary>
/// The MUX's program beside what any program costs that does less, in nanoseconds per packet, by BPF_PROG_TEST_RUN.
/// </summary>
/// <remarks>
/// Rounds alternate between the programs. Net is without the driver that restores the packet: minimum minus the minimum
/// of a program that only says "transmit". Every row has two previous owners: the most that K = 2 can cost. The smaller
/// table lies in any second-level cache, and shows what of the cost is memory.
/// </remarks>
internal static class XdpComparison
{
    private const int Rounds = 101;
    private const int SmallBuckets = 4096;
    private const int Buckets = 65_536;

    /// <summary>Runs all cases and prints a table.</summary>
    /// <param name="report">The file that gets the JSON.</param>
    public static void Run(string report)
    {
        List<ProgramFigure> figures = [];
        Console.WriteLine(ProgramFigure.Heading);
        foreach (int flows in (int[])[1, 1 << 20])
        {
            List<ProgramFigure> found = Measure(flows);
            foreach (ProgramFigure figure in found) Console.WriteLine(figure);
            figures.AddRange(found);
        }

        File.WriteAllText(report, JsonSerializer.Serialize(figures, JsonSerializerOptions.Web));
    }

    private static List<ProgramFigure> Measure(int flows)
    {
        using var bench = new BenchProgram();
        using XdpProgram small = Mux(SmallBuckets);
        using XdpProgram mux = Mux(Buckets);
        bench.SetFlows(BenchmarkFleet.Vip, flows);
        return ProgramFigure.Measure(
            flows,
            Rounds,
            ("transmit", repeat => bench.Time(bench.Program("transmit"), repeat)),
            ("swap link addresses", repeat => bench.Time(bench.Program("swap"), repeat)),
            ("IPv4 in IPv4, constant header", repeat => bench.Time(bench.Program("wrap"), repeat)),
            ($"MUX: SipHash, 2 hops, {SmallBuckets:N0} buckets", repeat => bench.Time(small.Program, repeat)),
            ($"MUX: SipHash, 2 hops, {Buckets:N0} buckets", repeat => bench.Time(mux.Program, repeat)));
    }

    private static XdpProgram Mux(int buckets) => XdpProgram.Load(
        ForwardingTable.Compile(BenchmarkFleet.Create(buckets, previous: 2), BenchmarkFleet.Settings),
        new XdpOutput(IsRouted: false, new byte[6]),
        counts: null);
}
