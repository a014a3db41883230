using Beamer.Lab.Daemons;
using Beamer.Lab.Network;

namespace Beamer.Lab.Experiments;

/// <summary>Reads every daemon's counters: each packet must have gone somewhere, and none too far.</summary>
internal sealed class CounterAudit
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    private readonly List<string> _findings = [];

    /// <summary>Daemons whose packets in are not the sum of packets out and dropped.</summary>
    public int Contradictions { get; private set; }

    /// <summary>Packets that were forwarded too often: tables disagree.</summary>
    public long HopBudgetsExhausted { get; private set; }

    /// <summary>What is wrong, in words.</summary>
    public IReadOnlyList<string> Findings => _findings;

    /// <summary>
    /// Reads them twice. One look is no snapshot, for packets come while it is taken; but what was accounted for in the
    /// first had been received by the second, and what had been received by the first is accounted for in the second.
    /// </summary>
    public static async Task<CounterAudit> ReadAsync(CancellationToken cancellation)
    {
        CounterAudit audit = new();
        Dictionary<string, DaemonCounters> first = ReadAll();
        await Task.Delay(BetweenLooks, cancellation);
        foreach ((string name, DaemonCounters second) in ReadAll())
        {
            if (first.TryGetValue(name, out DaemonCounters? before)) audit.Take(name, before, second);
        }

        return audit;
    }

    private static Dictionary<string, DaemonCounters> ReadAll() => AddressPlan.Servers
        .Select(server => (server.Name, DaemonCounters.TryRead(server.Name, OptionsFile.AgentMetricsPort)))
        .Where(pair => pair.Item2 is not null)
        .ToDictionary(pair => pair.Name, pair => pair.Item2!);

    private void Take(string name, DaemonCounters first, DaemonCounters second)
    {
        HopBudgetsExhausted += second.Sum("beamer_agent_dropped_total", "HopBudgetExhausted");
        if (Accounted(first) <= Received(second) && Received(first) <= Accounted(second)) return;
        Contradictions++;
        _findings.Add(
            $"The agent of {name} received {Received(first)} packets and then {Received(second)}, and accounts for "
            + $"{Accounted(first)} and then {Accounted(second)}.");
    }

    private static long Received(DaemonCounters counters) => counters.Sum("beamer_agent_received_total");

    private static long Accounted(DaemonCounters counters) => counters.Sum("beamer_agent_packets_total")
        + counters.Sum("beamer_agent_probes_total") + counters.Sum("beamer_agent_dropped_total");
}
