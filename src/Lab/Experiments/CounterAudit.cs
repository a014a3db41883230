using Beamer.Lab.Daemons;
using Beamer.Lab.Network;

namespace Beamer.Lab.Experiments;

/// <summary>Reads every daemon's counters: each packet must have gone somewhere, and none too far.</summary>
internal sealed class CounterAudit
{
    private readonly List<string> _findings = [];

    /// <summary>Daemons whose packets in are not the sum of packets out and dropped.</summary>
    public int Contradictions { get; private set; }

    /// <summary>Packets that were forwarded too often: tables disagree.</summary>
    public long HopBudgetsExhausted { get; private set; }

    /// <summary>What is wrong, in words.</summary>
    public IReadOnlyList<string> Findings => _findings;

    public static CounterAudit Read()
    {
        CounterAudit audit = new();
        foreach (LabServer server in AddressPlan.Servers)
        {
            if (DaemonCounters.TryRead(server.Name, OptionsFile.AgentMetricsPort) is { } counters)
            {
                audit.Take(server.Name, counters);
            }
        }

        return audit;
    }

    private void Take(string name, DaemonCounters counters)
    {
        HopBudgetsExhausted += counters.Sum("beamer_agent_dropped_total", "HopBudgetExhausted");
        // The sum must hold between two batches; this look may fall into one, so it may be off by as many.
        const int BatchMax = 64;
        long received = counters.Sum("beamer_agent_received_total");
        long accounted = counters.Sum("beamer_agent_packets_total")
            + counters.Sum("beamer_agent_probes_total") + counters.Sum("beamer_agent_dropped_total");
        if (Math.Abs(received - accounted) <= BatchMax) return;
        Contradictions++;
        _findings.Add($"The agent of {name} received {received} packets and accounts for {accounted}.");
    }
}
