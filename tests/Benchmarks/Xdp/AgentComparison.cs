using System.Net.Sockets;
using System.Text.Json;
using Beamer.Backend.Bpf;
using Beamer.Core;
using Beamer.Link;

namespace Beamer.Tests.Benchmarks.Xdp;

/// <summary>
/// The agent's program beside what any program costs that does less, in nanoseconds per packet, by BPF_PROG_TEST_RUN,
/// among connections that the kernel has.
/// </summary>
/// <remarks>
/// Rounds alternate between the programs. Net is without the driver that restores the packet: minimum minus the minimum
/// of a program that only says "transmit".
/// </remarks>
internal static class AgentComparison
{
    private const int Rounds = 101;
    private const string Name = "beamer-bench-a";
    private const uint Pass = 2, Transmit = 3, Redirect = 4;

    /// <summary>Runs all cases and prints a table.</summary>
    /// <param name="report">The file that gets the JSON.</param>
    public static void Run(string report)
    {
        List<ProgramFigure> figures = [];
        Console.WriteLine(ProgramFigure.Heading);
        try
        {
            Build();
            foreach (int flows in (int[])[1, 4096])
            {
                List<ProgramFigure> found = NetworkNamespace.Run(Name, () => Measure(flows));
                foreach (ProgramFigure figure in found) Console.WriteLine(figure);
                figures.AddRange(found);
            }
        }
        finally
        {
            IpCommand.Run($"netns del {Name}", mayFail: true);
        }

        File.WriteAllText(report, JsonSerializer.Serialize(figures, JsonSerializerOptions.Web));
    }

    private static List<ProgramFigure> Measure(int flows)
    {
        using KernelProgram agent = AgentFlows.Agent();
        Flow[] all = [.. AgentFlows.Take(2 * flows)];
        List<Socket> sockets = AgentFlows.Connect(all.Take(flows));
        try
        {
            using var known = new TunnelBench([.. all.Take(flows).Select(AgentFlows.Frame)]);
            using var unknown = new TunnelBench([.. all.Skip(flows).Select(AgentFlows.Frame)]);
            return ProgramFigure.Measure(
                flows,
                Rounds,
                ("transmit", repeat => known.Time(known.Program("transmit"), Transmit, repeat)),
                ("the socket look-up alone", repeat => known.Time(known.Program("look_up"), Transmit, repeat)),
                ("agent: delivers to an established connection", repeat => known.Time(agent.Program, Pass, repeat)),
                ("agent: chains to the previous owner", repeat => unknown.Time(agent.Program, Redirect, repeat)));
        }
        finally
        {
            foreach (Socket socket in sockets) socket.Dispose();
        }
    }

    private static void Build()
    {
        IpCommand.Run($"netns add {Name}");
        IpCommand.Run($"-n {Name} link add {BenchWire.Interface} type veth peer name other");
        IpCommand.Run($"-n {Name} link set {BenchWire.Interface} up");
        IpCommand.Run($"-n {Name} link set other up");
        AgentFlows.Prepare(Name);
    }
}
