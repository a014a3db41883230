using System.Net.Sockets;
using System.Text.Json;
using Beamer.Backend.Bpf;
using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Core.Forwarding;
using Beamer.Link;
using Beamer.Link.Bpf;
using Beamer.Mux.Xdp;

namespace Beamer.Tests.Benchmarks.Xdp;

/// <summary>
/// MUX and agent on a wire: a generator in the kernel sends to them over a veth pair, and what they send back is
/// counted and dropped; beside them, in turn, a program that drops, and one that sends back what it gets.
/// </summary>
/// <remarks>
/// What runs in the kernel shares one processor with generator and sink. The portable MUX has a processor for itself;
/// the generator's also receives for it.
/// </remarks>
internal static class WireComparison
{
    private const int Rounds = 9;
    private const int Frames = 1_000_000;
    private const int PortableWarmups = 5;
    private const int ManyFlows = 1 << 16;
    private const int AgentConnections = 4096;

    /// <summary>Runs and prints a table.</summary>
    /// <param name="report">The file that gets the JSON.</param>
    public static void Run(string report)
    {
        using var wire = new BenchWire();
        List<Outcome> outcomes = [.. Mux(wire), .. Agent(wire)];
        Console.WriteLine("| at the far end | flows | thousand packets a second: median (minimum–maximum) | of drop |");
        Console.WriteLine("|---|---|---|---|");
        foreach (Outcome outcome in outcomes)
        {
            Console.WriteLine(
                $"| {outcome.Subject} | {outcome.Flows:N0} | {outcome.Rate.Whole} | {outcome.OfDrop:F2} |");
        }

        File.WriteAllText(report, JsonSerializer.Serialize(outcomes, JsonSerializerOptions.Web));
    }

    private static List<Outcome> Mux(BenchWire wire)
    {
        using var bench = new BenchProgram();
        using BpfProgram discard = bench.Program("discard");
        using BpfProgram swap = bench.Program("swap");
        using BpfProgram receive = bench.Program("receive");
        using BpfProgram generate = bench.Program("generate");
        ForwardingTable table =
            ForwardingTable.Compile(BenchmarkFleet.Create(65_536, previous: 2), BenchmarkFleet.Settings);
        using XdpProgram mux = XdpProgram.Load(table, new XdpOutput(IsRouted: false, new byte[6]), counts: null);
        using BpfLink subject = BenchWire.Attach(receive, BenchWire.Far);
        // The kernel of the near end drops what comes back: it is for somebody else.
        Outcome inUserSpace = Portable(wire, bench, generate, table);
        // From here on the near end takes what comes back, which makes the wire one of XDP frames in both directions.
        using BpfLink sink = BenchWire.Attach(discard, BenchWire.Near);
        double Send(BpfProgram program, int flows)
        {
            bench.SetFlows(BenchmarkFleet.Vip, flows);
            subject.Update(program);
            // What came back, not what was sent: a frame lost on the way is none.
            return wire.Rate(generate, BenchProgram.FrameBytes, Frames, bench.Met);
        }

        List<Outcome> inKernel = InTurn(
            ("drop", 1, () => Send(discard, 1)),
            ("swap link addresses, and back", 1, () => Send(swap, 1)),
            ("MUX in the kernel, and back", 1, () => Send(mux.Program, 1)),
            ("drop", ManyFlows, () => Send(discard, ManyFlows)),
            ("MUX in the kernel, and back", ManyFlows, () => Send(mux.Program, ManyFlows)));
        return [.. inKernel, inUserSpace with { OfDrop = inUserSpace.Rate.Median / inKernel[^2].Rate.Median }];
    }

    private static Outcome Portable(BenchWire wire, BenchProgram bench, BpfProgram generate, ForwardingTable table)
    {
        bench.SetFlows(BenchmarkFleet.Vip, ManyFlows);
        using var mux = new PortableMux(table);
        double Send() => wire.Rate(generate, BenchProgram.FrameBytes, Frames, BenchWire.Returned);
        // Until its code is compiled for speed.
        for (int i = 0; i < PortableWarmups; i++) Send();
        double[] rates = [.. Enumerable.Range(0, Rounds).Select(_ => Send())];
        return new Outcome("portable MUX, one worker, and back", ManyFlows, new Figure(rates), OfDrop: 0);
    }

    private static List<Outcome> Agent(BenchWire wire)
    {
        AgentFlows.Prepare(BenchWire.Far);
        using var bench = new BenchProgram();
        using BpfProgram discard = bench.Program("discard");
        using KernelProgram agent = AgentFlows.Agent();
        Flow[] all = [.. AgentFlows.Take(2 * AgentConnections)];
        List<Socket> sockets = NetworkNamespace.Run(
            BenchWire.Far, () => AgentFlows.Connect(all.Take(AgentConnections)));
        using var known = new TunnelBench([.. all.Take(AgentConnections).Select(AgentFlows.Frame)]);
        using var unknown = new TunnelBench([.. all.Skip(AgentConnections).Select(AgentFlows.Frame)]);
        using BpfProgram knownFrames = known.Program("generate");
        using BpfProgram unknownFrames = unknown.Program("generate");
        using BpfLink sink = BenchWire.Attach(discard, BenchWire.Near);
        using BpfLink subject = BenchWire.Attach(discard, BenchWire.Far);
        double Send(BpfProgram generate, BpfProgram program, Func<long> met)
        {
            subject.Update(program);
            return wire.Rate(generate, TunnelBench.FrameBytes, Frames, met);
        }

        long Delivered() => Sum(agent.ReadCounters(), AgentAction.DeliverKnown);
        List<Outcome> outcomes = InTurn(
            ("drop", AgentConnections, () => Send(knownFrames, discard, bench.Met)),
            ("agent, to the previous owner", AgentConnections, () => Send(unknownFrames, agent.Program, bench.Met)),
            ("agent, to the kernel's TCP", AgentConnections, () => Send(knownFrames, agent.Program, Delivered)));
        foreach (Socket socket in sockets) socket.Dispose();
        return outcomes;
    }

    private static long Sum(ReadOnlySpan<KernelCounters> counters, AgentAction action)
    {
        long sum = 0;
        foreach (KernelCounters processor in counters) sum += processor[action];
        return sum;
    }

    private static List<Outcome> InTurn(params (string Subject, int Flows, Func<double> Measure)[] subjects)
    {
        double[][] rates = [.. subjects.Select(_ => new double[Rounds])];
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < subjects.Length; i++) rates[i][round] = subjects[i].Measure();
        }

        List<Outcome> outcomes = [];
        double drop = 0;
        foreach (((string subject, int flows, Func<double> _), double[] measured) in subjects.Zip(rates))
        {
            var rate = new Figure(measured);
            if (subject == "drop") drop = rate.Median;
            outcomes.Add(new Outcome(subject, flows, rate, rate.Median / drop));
        }

        return outcomes;
    }

    private sealed record Outcome(string Subject, int Flows, Figure Rate, double OfDrop);
}
