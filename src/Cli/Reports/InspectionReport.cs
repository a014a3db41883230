using Beamer.Rpc.V1;

namespace Beamer.Cli.Reports;

/// <summary>What a daemon says of itself on its own socket.</summary>
internal static class InspectionReport
{
    public static void Write(Terminal terminal, MuxInspection mux)
    {
        terminal.Output.WriteLine($"MUX {mux.Name}: generation {mux.Generation}, term {mux.Term}, digest {mux.Digest}");
        terminal.Output.WriteLine(
            $"connected to a controller {Words.YesNo(mux.Connected)}, ready {Words.YesNo(mux.Ready)}");
        if (mux.Withdrawn.Length > 0) terminal.Output.WriteLine(mux.Withdrawn);
        WriteCounters(terminal, mux.Counters);
    }

    public static void WriteAgent(Terminal terminal, AgentInspection agent)
    {
        terminal.Output.WriteLine(
            $"agent {agent.Name}: generation {agent.Generation}, term {agent.Term}, digest {agent.Digest}");
        terminal.Output.WriteLine($"connected to a controller {Words.YesNo(agent.Connected)}, "
            + $"admitted {Words.YesNo(agent.Admitted)}, lease {Words.YesNo(agent.Lease)}, "
            + $"synced {Words.YesNo(agent.Synced)}");
        foreach (string problem in agent.Problems) terminal.Output.WriteLine(problem);
        WriteCounters(terminal, agent.Counters);
    }

    public static void WritePushed(Terminal terminal, PushTableReply reply) =>
        terminal.Output.WriteLine($"accepted; the MUX forwards by generation {reply.Generation}.");

    private static void WriteCounters(Terminal terminal, IEnumerable<Counter> counters)
    {
        Listing listing = new("COUNTER", "VALUE");
        foreach (Counter counter in counters) listing.Add(counter.Name, Words.Count(counter.Value));
        listing.Write(terminal);
    }
}
