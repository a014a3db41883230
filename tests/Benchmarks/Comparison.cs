using System.Diagnostics;
using System.Text.Json;
using Beamer.Core.Forwarding;
using Beamer.Core.Tables;

namespace Beamer.Tests.Benchmarks;

/// <summary>C# beside C, alternating in one run: on a shared machine only the ratio says something.</summary>
/// <remarks>The writing of the frames is not in these figures. It prints a table and writes the same as JSON.</remarks>
internal static class Comparison
{
    private const int Rounds = 51;
    private const int BlocksPerRound = 512;
    private const int WarmUpBlocks = 20_000;
    private const ulong Additions = 2_000_000;

    private static readonly Case[] s_cases =
    [
        new(1, 65_536, 64),
        new(1 << 20, 65_536, 64),
        new(1 << 20, 1 << 20, 64),
        new(1, 65_536, 1500),
        new(1 << 20, 65_536, 1500),
    ];

    /// <summary>Runs all cases.</summary>
    /// <param name="report">The file that gets the JSON.</param>
    public static void Run(string report)
    {
        Console.WriteLine("| flows | buckets | frame, bytes | C#, ns | C, ns | C# / C | clock, GHz |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        List<Outcome> outcomes = [];
        foreach (Case subject in s_cases)
        {
            Outcome outcome = Measure(subject);
            outcomes.Add(outcome);
            Console.WriteLine(
                $"| {subject.Flows:N0} | {subject.Buckets:N0} | {subject.FrameBytes:N0} "
                + $"| {outcome.CSharp} | {outcome.C} | {outcome.Ratio:F2} | {outcome.ClockGigahertz:F2} |");
        }

        File.WriteAllText(report, JsonSerializer.Serialize(outcomes, JsonSerializerOptions.Web));
    }

    private static Outcome Measure(Case subject)
    {
        FleetTable fleet = BenchmarkFleet.Create(subject.Buckets);
        ForwardingSettings settings = BenchmarkFleet.Settings;
        var source = new FrameSource(BenchmarkFleet.Vip, subject.Flows, subject.FrameBytes);
        var run = new ForwarderRun(ForwardingTable.Compile(fleet, settings), source);
        using var reference = new ReferenceMux(fleet, settings);
        WarmUp(source, run);
        double[] csharp = new double[Rounds];
        double[] c = new double[Rounds];
        double clock = 0;
        for (int round = 0; round < Rounds; round++)
        {
            c[round] = Time(source, () => reference.Forward(source));
            csharp[round] = Time(source, run.Forward);
            clock = Math.Max(clock, Clock());
        }

        return new Outcome(subject, new Figure(csharp), new Figure(c), clock);
    }

    /// <summary>The runtime compiles a hot method anew in the background: it gets the time for it.</summary>
    private static void WarmUp(FrameSource source, ForwarderRun run)
    {
        for (int part = 0; part < 3; part++)
        {
            for (int block = 0; block < WarmUpBlocks; block++)
            {
                source.Receive(block * FrameSource.Buffers);
                run.Forward();
            }

            Thread.Sleep(TimeSpan.FromMilliseconds(300));
        }
    }

    /// <summary>Nanoseconds per packet, without the writing of the frames.</summary>
    private static double Time(FrameSource source, Action forward)
    {
        long ticks = 0;
        for (int block = 0; block < BlocksPerRound; block++)
        {
            source.Receive(block * FrameSource.Buffers);
            long start = Stopwatch.GetTimestamp();
            forward();
            ticks += Stopwatch.GetTimestamp() - start;
        }

        return Stopwatch.GetElapsedTime(0, ticks).TotalNanoseconds / (BlocksPerRound * FrameSource.Buffers);
    }

    private static double Clock()
    {
        long start = Stopwatch.GetTimestamp();
        ReferenceMux.Count(Additions);
        return Additions / Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }

    private sealed record Case(int Flows, int Buckets, int FrameBytes);

    private sealed record Outcome(Case Case, Figure CSharp, Figure C, double ClockGigahertz)
    {
        public double Ratio => CSharp.Median / C.Median;
    }

    private sealed record Figure(double Median, double Minimum, double Maximum)
    {
        public Figure(double[] values)
            : this(values.Order().ElementAt(values.Length / 2), values.Min(), values.Max())
        {
        }

        public override string ToString() => $"{Median:F1} ({Minimum:F1}–{Maximum:F1})";
    }
}
