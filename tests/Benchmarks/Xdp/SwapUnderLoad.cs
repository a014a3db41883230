using System.Diagnostics;
using System.Text.Json;
using Beamer.Core;
using Beamer.Core.Forwarding;
using Beamer.Core.Tables;
using Beamer.Link.Bpf;
using Beamer.Mux.Xdp;

namespace Beamer.Tests.Benchmarks.Xdp;

/// <summary>
/// Tables of 1,048,576 rows change while packets run: how long it takes from the words of a message to the table in
/// force, and how many packets are lost.
/// </summary>
/// <remarks>
/// Snapshots in which every row differs, and deltas of a thousand rows after each; the first two of these write all
/// rows into the other copy, too, and are not counted. The MUX in the kernel is sent as much as one processor can; the
/// portable one, whose worker shares its processor with the changes, a steady rate.
/// </remarks>
internal static class SwapUnderLoad
{
    private const int Buckets = 1 << 20;
    private const int Servers = 10_000;
    private const int Flows = 1 << 16;
    private const int PortablePerSecond = 200_000;
    private const int PortableFrames = 2_000_000;
    private const int Warmups = 4;
    private const int WarmupFrames = 1_000_000;
    private const int ChangesPerSnapshot = 6;
    private const int Copies = 2;
    private const int PauseMilliseconds = 50;
    private const int FramesInKernel = 15_000_000;

    /// <summary>Runs and prints a table.</summary>
    /// <param name="report">The file that gets the JSON.</param>
    public static void Run(string report)
    {
        using var wire = new BenchWire();
        var steps = new TableSteps(Buckets, Servers);
        List<Outcome> outcomes = [InKernel(wire, steps), Portable(wire, steps)];
        Console.WriteLine("| MUX | packets a second | sent | lost | snapshot, ms | delta of 1,000 rows, ms |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (Outcome outcome in outcomes)
        {
            Console.WriteLine(
                $"| {outcome.Subject} | {outcome.PerSecond:N0} | {outcome.Sent:N0} | " +
                $"{outcome.Sent - outcome.Met:N0} | {outcome.Snapshot} | {outcome.Delta} |");
        }

        File.WriteAllText(report, JsonSerializer.Serialize(outcomes, JsonSerializerOptions.Web));
    }

    private static Outcome InKernel(BenchWire wire, TableSteps steps)
    {
        using XdpProgram mux = XdpProgram.Load(
            ForwardingTable.Compile(steps.First, BenchmarkFleet.Settings),
            new XdpOutput(IsRouted: false, new byte[6]),
            counts: null);
        using var bench = new BenchProgram();
        using BpfProgram discard = bench.Program("discard");
        using BpfLink sink = BenchWire.Attach(discard, BenchWire.Near);
        return Measure(
            "in the kernel",
            wire,
            bench,
            mux.Program,
            bench.Met,
            FramesInKernel,
            perSecond: null,
            steps,
            table => Invariant.Require(
                mux.TryAdvance(ForwardingTable.Compile(table, BenchmarkFleet.Settings, ForwardingRows.None)),
                "the next table has the same shape"));
    }

    private static Outcome Portable(BenchWire wire, TableSteps steps)
    {
        using var mux = new PortableMux(ForwardingTable.Compile(steps.First, BenchmarkFleet.Settings));
        using var bench = new BenchProgram();
        using BpfProgram receive = bench.Program("receive");
        using BpfProgram generate = bench.Program("generate");
        using (BenchWire.Attach(receive, BenchWire.Far))
        {
            // Until its code is compiled for speed.
            bench.SetFlows(BenchmarkFleet.Vip, Flows);
            for (int i = 0; i < Warmups; i++)
                wire.Rate(generate, BenchProgram.FrameBytes, WarmupFrames, BenchWire.Returned);
        }

        return Measure(
            "portable, one worker",
            wire,
            bench,
            receive,
            BenchWire.Returned,
            PortableFrames,
            PortablePerSecond,
            steps,
            mux.Use);
    }

    private static Outcome Measure(
        string subject,
        BenchWire wire,
        BenchProgram bench,
        BpfProgram program,
        Func<long> met,
        int frames,
        int? perSecond,
        TableSteps steps,
        Action<FleetTable> use)
    {
        using BpfProgram generate = bench.Program("generate");
        using BpfLink far = BenchWire.Attach(program, BenchWire.Far);
        bench.SetFlows(BenchmarkFleet.Vip, Flows, perSecond);
        long before = met();
        Task<double> load = PinnedThread.Start(BenchWire.GeneratorProcessor, BenchWire.Near, () =>
        {
            long start = Stopwatch.GetTimestamp();
            wire.Send(generate, BenchProgram.FrameBytes, frames);
            return frames / Stopwatch.GetElapsedTime(start).TotalSeconds;
        });
        (Figure snapshot, Figure delta) = Change(steps, use, until: load);
        double rate = load.GetAwaiter().GetResult();
        return new Outcome(subject, rate, frames, Settled(met) - before, snapshot, delta);
    }

    private static (Figure Snapshot, Figure Delta) Change(TableSteps steps, Action<FleetTable> use, Task until)
    {
        List<double> snapshots = [], deltas = [];
        FleetTable now = steps.First;
        for (int change = 0; !until.IsCompleted || deltas.Count == 0; change++)
        {
            int sinceSnapshot = change % ChangesPerSnapshot;
            FleetDelta? delta = sinceSnapshot == 0 ? null : steps.Delta(now);
            long start = Stopwatch.GetTimestamp();
            FleetTable next = delta is null ? steps.Snapshot(now) : TableSteps.Apply(now, delta);
            use(next);
            double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (delta is null) snapshots.Add(milliseconds);
            else if (sinceSnapshot > Copies) deltas.Add(milliseconds);
            now = next;
            Thread.Sleep(PauseMilliseconds);
        }

        return (new Figure([.. snapshots]), new Figure([.. deltas]));
    }

    /// <summary>How many there are once no more arrive.</summary>
    private static long Settled(Func<long> met)
    {
        long last = -1;
        for (long now = met(); now != last; now = met())
        {
            last = now;
            Thread.Sleep(200);
        }

        return last;
    }

    private sealed record Outcome(
        string Subject, double PerSecond, long Sent, long Met, Figure Snapshot, Figure Delta);
}
