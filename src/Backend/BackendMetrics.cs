using System.Diagnostics.Metrics;
using Beamer.Backend.Bpf;
using Beamer.Backend.Connections;
using Beamer.Backend.Feed;
using Beamer.Backend.Ingress;
using Beamer.Core;
using Beamer.Core.Chaining;

namespace Beamer.Backend;

/// <summary>
/// Every instrument of the agent: the counters are the decision tree. The numbers are read when someone asks, and those
/// of the ingress loop and of the program in the kernel are one.
/// </summary>
internal sealed class BackendMetrics
{
    private static readonly (AgentAction Action, string Verdict)[] Verdicts =
    [
        (AgentAction.DeliverNew, "deliver_new"),
        (AgentAction.DeliverKnown, "deliver_known"),
        (AgentAction.DeliverUnknown, "deliver_unknown"),
        (AgentAction.ForwardToPrevious, "forward_to_previous"),
        (AgentAction.ForwardByOwnRow, "forward_by_own_row"),
    ];

    private readonly IngressCounters _counters;
    private readonly KernelPath _kernel;
    private readonly KernelConnections _connections;

    public BackendMetrics(
        IMeterFactory meters,
        IngressCounters counters,
        KernelPath kernel,
        KernelConnections connections,
        SocketBreaker breaker,
        AgentState state,
        TimeProvider time)
    {
        _counters = counters;
        _kernel = kernel;
        _connections = connections;
        Meter meter = meters.Create("Beamer.Backend");
        meter.CreateObservableCounter(
            "beamer.agent.received", () => counters.Received + kernel.ReadTotals().Received, "{packet}",
            "Datagrams to UDP 6080: the sum of packets, probes and dropped.");
        meter.CreateObservableCounter(
            "beamer.agent.packets", ReadVerdicts, "{packet}", "Packets delivered or forwarded, by verdict.");
        meter.CreateObservableCounter(
            "beamer.agent.dropped", ReadDropped, "{packet}", "Packets dropped, by reason.");
        meter.CreateObservableCounter(
            "beamer.agent.probes", () => counters.Answered + kernel.ReadTotals().Answered, "{probe}",
            "Probes of MUXes answered.");
        meter.CreateObservableCounter(
            "beamer.agent.kernel.lookups", () => connections.Lookups, "{lookup}",
            "Questions to the kernel about a flow.");
        meter.CreateObservableCounter(
            "beamer.agent.cache.hits", () => connections.CacheHits, "{hit}", "Questions that a recent yes answered.");
        meter.CreateObservableCounter(
            "beamer.agent.connections.broken_by_force", () => breaker.Broken, "{connection}",
            "Connections that operators had broken.");
        meter.CreateObservableGauge(
            "beamer.agent.synacks", () => connections.SynAckCount, "{flow}", "SYN-ACKs whose sequence number is kept.");
        meter.CreateObservableGauge(
            "beamer.agent.generation", () => (long)state.View.Committed.Generation.Value, "{generation}",
            "Generation of the table in force.");
        meter.CreateObservableGauge(
            "beamer.agent.admitted", () => state.View.IsAdmitted ? 1 : 0, "1", "1 when this incarnation may answer.");
        meter.CreateObservableGauge(
            "beamer.agent.lease", () => state.IsLeaseValid(time.GetTimestamp()) ? 1 : 0, "1",
            "1 while the controller's lease is in force.");
    }

    /// <summary>All counters by name, for people.</summary>
    internal IEnumerable<(string Name, long Value)> Read()
    {
        KernelCounters kernel = _kernel.ReadTotals();
        yield return ("received", _counters.Received + kernel.Received);
        yield return ("probes", _counters.Answered + kernel.Answered);
        foreach ((AgentAction action, string verdict) in Verdicts)
        {
            yield return ("packets." + verdict, _counters[action] + kernel[action]);
        }

        foreach (DropReason reason in Enum.GetValues<DropReason>())
        {
            long dropped = _counters[reason] + kernel[reason];
            if (dropped > 0) yield return ("dropped." + reason, dropped);
        }

        yield return ("kernel.lookups", _connections.Lookups);
        yield return ("cache.hits", _connections.CacheHits);
    }

    private IEnumerable<Measurement<long>> ReadVerdicts()
    {
        KernelCounters kernel = _kernel.ReadTotals();
        return Verdicts.Select(entry => new Measurement<long>(
            _counters[entry.Action] + kernel[entry.Action],
            new KeyValuePair<string, object?>("verdict", entry.Verdict)));
    }

    private IEnumerable<Measurement<long>> ReadDropped()
    {
        KernelCounters kernel = _kernel.ReadTotals();
        return Enum.GetValues<DropReason>()
            .Where(reason => reason != DropReason.None)
            .Select(reason => new Measurement<long>(
                _counters[reason] + kernel[reason], new KeyValuePair<string, object?>("reason", reason.ToString())))
            .Where(measurement => measurement.Value > 0);
    }
}
