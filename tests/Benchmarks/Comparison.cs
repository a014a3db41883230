using System.Diagnostics;
using System.Text.Json;
using Beamer.Core.Forwarding;
using Beamer.Core.Tables;

namespace Beamer.Tests.Benchmarks;

/// <summary>C# beside C, alternating: on a shared machine the ratio says more than the nanoseconds.</summary>
/// <remarks>
/// The writing of the frames is not in these figures, nor is the reading of the clock around each block. It prints a
/// table and writes the same as JSON.
/// </remarks>
internal sealed class Comparison : IDisposable
{
    private const int Rounds = 101;
    private const int BlocksPerRound = 128;

    private static readonly int[] s_flows = [1, 1 << 20];
    private static readonly int[] s_buckets = [1 << 16, 1 << 20];
    private static readonly int[] s_frameBytes = [64, 1500];

    private readonly FrameSource _source;
    private readonly ForwarderRun _run;
    private readonly ReferenceMux _reference;
    private readonly Action _forward;
    private readonly Action _forwardInC;

    private Comparison(Case subject)
    {
        FleetTable fleet = BenchmarkFleet.Create(subject.Buckets);
        _source = new FrameSource(BenchmarkFleet.Vip, subject.Flows, subject.FrameBytes);
        _run = new ForwarderRun(ForwardingTable.Compile(fleet, BenchmarkFleet.Settings), _source);
        _reference = new ReferenceMux(fleet, BenchmarkFleet.Settings);
        _forward = _run.Forward;
        _forwardInC = () => _reference.Forward(_source);
    }

    /// <summary>Runs all cases.</summary>
    /// <param name="report">The file that gets the JSON.</param>
    public static void Run(string report)
    {
        Machine machine = Machine.Describe();
        Console.WriteLine($"{machine.Processor}, {machine.Kernel}, {machine.Runtime}\n");
        Console.WriteLine("| flows | buckets | frame, bytes | C#, ns | C, ns | C# / C | C#, cycles | C, cycles "
            + "| C#, bytes allocated | clock, GHz | additions per cycle |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        List<Outcome> outcomes = [];
        IEnumerable<Case> cases =
            from frameBytes in s_frameBytes
            from buckets in s_buckets
            from flows in s_flows
            select new Case(flows, buckets, frameBytes);
        foreach (Case subject in cases)
        {
            using var comparison = new Comparison(subject);
            Outcome outcome = comparison.Measure(subject);
            outcomes.Add(outcome);
            Console.WriteLine(
                $"| {subject.Flows:N0} | {subject.Buckets:N0} | {subject.FrameBytes:N0} "
                + $"| {outcome.CSharp} | {outcome.C} | {outcome.Ratio.Median:F2} "
                + $"| {outcome.CSharpCycles:F0} | {outcome.CCycles:F0} | {outcome.AllocatedBytes} "
                + $"| {outcome.ClockGigahertz:F2} | {outcome.AdditionsPerCycle} |");
        }

        File.WriteAllText(report, JsonSerializer.Serialize(new { machine, outcomes }, JsonSerializerOptions.Web));
    }

    public void Dispose() => _reference.Dispose();

    private Outcome Measure(Case subject)
    {
        WarmUp();
        double reading = Enumerable.Range(0, 100).Min(_ => Time(static () => { }));
        double[] csharp = new double[Rounds];
        double[] c = new double[Rounds];
        double[] ratio = new double[Rounds];
        double[] additions = new double[Rounds];
        double clock = 0;
        long allocated = 0;
        for (int round = 0; round < Rounds; round++)
        {
            c[round] = Time(_forwardInC) - reading;
            long before = GC.GetAllocatedBytesForCurrentThread();
            csharp[round] = Time(_forward) - reading;
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            ratio[round] = csharp[round] / c[round];
            clock = Math.Max(clock, Machine.ClockGigahertz());
            additions[round] = Machine.AdditionsPerNanosecond() / clock;
        }

        return new Outcome(
            subject, new Figure(csharp), new Figure(c), new Figure(ratio), allocated, clock, new Figure(additions));
    }

    /// <summary>The runtime compiles a hot method anew in the background, when it finds time for it.</summary>
    private void WarmUp()
    {
        double best = double.MaxValue;
        for (int steady = 0, part = 0; steady < 10 && part < 200; steady++, part++)
        {
            Thread.Sleep(TimeSpan.FromMilliseconds(50));
            double time = Enumerable.Range(0, 20).Min(_ => Time(_forward));
            if (time < best * 0.95) steady = 0;
            best = Math.Min(best, time);
        }
    }

    /// <summary>Nanoseconds per packet, without the writing of the frames.</summary>
    private double Time(Action forward)
    {
        long ticks = 0;
        for (int block = 0; block < BlocksPerRound; block++)
        {
            _source.Receive(block * FrameSource.Buffers);
            long start = Stopwatch.GetTimestamp();
            forward();
            ticks += Stopwatch.GetTimestamp() - start;
        }

        return Stopwatch.GetElapsedTime(0, ticks).TotalNanoseconds / (BlocksPerRound * FrameSource.Buffers);
    }

    private sealed record Case(int Flows, int Buckets, int FrameBytes);

    private sealed record Outcome(
        Case Case,
        Figure CSharp,
        Figure C,
        Figure Ratio,
        long AllocatedBytes,
        double ClockGigahertz,
        Figure AdditionsPerCycle)
    {
        /// <summary>Clock cycles of the best round: what nobody disturbed.</summary>
        public double CSharpCycles => CSharp.Minimum * ClockGigahertz;

        public double CCycles => C.Minimum * ClockGigahertz;
    }
}
