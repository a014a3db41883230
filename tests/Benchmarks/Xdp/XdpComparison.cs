using System.Text.Json;
using Beamer.Core.Forwarding;
using Beamer.Core.Tables;
using Beamer.Link.Bpf;
using Beamer.Mux.Xdp;

namespace Beamer.Tests.Benchmarks.Xdp;

/// <summary>
/// The MUX's program beside what any program costs that does less, in nanoseconds per packet, by BPF_PROG_TEST_RUN.
/// </summary>
/// <remarks>
/// Rounds alternate between the programs. Net is without the driver that restores the packet: minimum minus the minimum
/// of a program that only says "transmit".
/// </remarks>
internal static class XdpComparison
{
    private const int Rounds = 11;
    private const int Repeat = 1_000_000;

    /// <summary>Runs all cases and prints a table.</summary>
    /// <param name="report">The file that gets the JSON.</param>
    public static void Run(string report)
    {
        List<Outcome> outcomes = [];
        Console.WriteLine("| program | flows | gross, ns: median (minimum–maximum) | net, ns |");
        Console.WriteLine("|---|---|---|---|");
        foreach (int flows in (int[])[1, 1 << 20])
        {
            outcomes.AddRange(Measure(flows));
            foreach (Outcome outcome in outcomes.Where(outcome => outcome.Flows == flows))
            {
                Console.WriteLine(
                    $"| {outcome.Program} | {outcome.Flows:N0} | {outcome.Median:F0} ({outcome.Minimum:F0}–" +
                    $"{outcome.Maximum:F0}) | {outcome.Net:F0} |");
            }
        }

        File.WriteAllText(report, JsonSerializer.Serialize(outcomes, JsonSerializerOptions.Web));
    }

    private static IEnumerable<Outcome> Measure(int flows)
    {
        using var bench = new BenchProgram();
        using XdpProgram mux = Mux();
        (string Name, BpfProgram Program)[] programs =
        [
            ("transmit", bench.Program("transmit")),
            ("swap link addresses", bench.Program("swap")),
            ("IPv4 in IPv4, constant header", bench.Program("wrap")),
            ("MUX: SipHash, 65,536 buckets, 2 hops", mux.Program),
        ];
        bench.SetFlows(BenchmarkFleet.Vip, flows);
        double[][] times = [.. programs.Select(_ => new double[Rounds])];
        foreach ((string _, BpfProgram program) in programs) bench.Time(program, Math.Max(flows, 10_000));
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < programs.Length; i++) times[i][round] = bench.Time(programs[i].Program, Repeat);
        }

        double floor = times[0].Min();
        return programs.Select((entry, i) => new Outcome(
            entry.Name,
            flows,
            times[i].Order().ElementAt(Rounds / 2),
            times[i].Min(),
            times[i].Max(),
            times[i].Min() - floor));
    }

    /// <summary>All rows with two previous owners: the most that K = 2 can cost.</summary>
    private static XdpProgram Mux()
    {
        FleetTable fleet = BenchmarkFleet.Create(65_536, previous: 2);
        return XdpProgram.Load(
            ForwardingTable.Compile(fleet, BenchmarkFleet.Settings), new XdpOutput(IsRouted: false, new byte[6]), null);
    }

    private sealed record Outcome(
        string Program, int Flows, double Median, double Minimum, double Maximum, double Net);
}
