using System.Diagnostics.Metrics;
using Beamer.Core;
using Beamer.Core.Announcing;
using Beamer.Mux.Announcing;
using Beamer.Mux.Forwarding;
using Beamer.Mux.Probing;
using Beamer.Mux.Tables;

namespace Beamer.Mux;

/// <summary>Every instrument of the MUX. The data plane counts; the numbers are added up when somebody asks.</summary>
internal sealed class MuxMetrics : IDisposable
{
    private static readonly DropReason[] s_reasons = [.. Enum.GetValues<DropReason>().Where(IsOfMux)];

    private readonly Meter _meter = new("Beamer.Mux");
    private readonly IDataPlane _plane;

    public MuxMetrics(
        IDataPlane plane,
        TableKeeper keeper,
        TableFollower follower,
        ServerProber prober,
        RouteAnnouncer announcer)
    {
        _plane = plane;
        _meter.CreateObservableCounter(
            "beamer.mux.packets", Packets, "{packet}", "Packets by verdict; their sum is what was received.");
        _meter.CreateObservableCounter(
            "beamer.mux.dropped", Dropped, "{packet}", "Packets dropped, by reason.");
        _meter.CreateObservableCounter(
            "beamer.mux.bytes", Bytes, "By", "Bytes received, and bytes of outer packets forwarded.");
        _meter.CreateObservableGauge(
            "beamer.table.generation", () => (long)keeper.Table.Generation.Value, null,
            "Generation of the table in force.");
        _meter.CreateObservableGauge(
            "beamer.mux.agents.generation", () => (long)prober.NewestReported.Value, null,
            "Newest generation that an agent has reported.");
        _meter.CreateObservableGauge(
            "beamer.mux.servers", () => Servers(prober), "{server}", "Servers by the answer to the last probe.");
        _meter.CreateObservableGauge(
            "beamer.mux.controller.connected", () => follower.IsConnected ? 1 : 0, null,
            "1 while a controller is connected.");
        _meter.CreateObservableGauge(
            "beamer.mux.announced", () => announcer.Announced, "{vip}", "VIPs that this MUX announces.");
        _meter.CreateObservableGauge(
            "beamer.mux.withdrawn", () => Withdrawn(announcer.Reason), null,
            "1 for the reason why this MUX should get no packets; all 0: it may.");
    }

    /// <summary>All counters of all workers by name, for the control service.</summary>
    public IEnumerable<KeyValuePair<string, long>> Snapshot()
    {
        MuxTotals totals = _plane.Totals();
        yield return new("received", totals.Received);
        yield return new("forwarded", totals.Forwarded);
        yield return new("passed", totals.Passed);
        foreach (DropReason reason in s_reasons) yield return new("dropped." + NameOf(reason), totals.Dropped(reason));
    }

    public void Dispose() => _meter.Dispose();

    private static bool IsOfMux(DropReason reason) =>
        reason is > DropReason.None and <= DropReason.TransmitFailed;

    private static string NameOf(DropReason reason) => reason.ToString();

    private Measurement<long>[] Packets()
    {
        MuxTotals totals = _plane.Totals();
        return
        [
            new(totals.Forwarded, new KeyValuePair<string, object?>("verdict", "forward")),
            new(totals.Passed, new KeyValuePair<string, object?>("verdict", "pass")),
            new(totals.DroppedTotal(), new KeyValuePair<string, object?>("verdict", "drop")),
        ];
    }

    private Measurement<long>[] Dropped()
    {
        MuxTotals totals = _plane.Totals();
        return
        [
            .. s_reasons.Select(reason => new Measurement<long>(
                totals.Dropped(reason), new KeyValuePair<string, object?>("reason", NameOf(reason)))),
        ];
    }

    private Measurement<long>[] Bytes()
    {
        MuxTotals totals = _plane.Totals();
        return
        [
            new(totals.ReceivedBytes, new KeyValuePair<string, object?>("direction", "received")),
            new(totals.ForwardedBytes, new KeyValuePair<string, object?>("direction", "forwarded")),
        ];
    }

    private static Measurement<int>[] Servers(ServerProber prober) =>
    [
        new(prober.Answering, new KeyValuePair<string, object?>("state", "answering")),
        new(prober.Silent, new KeyValuePair<string, object?>("state", "silent")),
    ];

    private static IEnumerable<Measurement<int>> Withdrawn(WithdrawReason present) =>
        Enum.GetValues<WithdrawReason>().Where(reason => reason != WithdrawReason.None).Select(reason =>
            new Measurement<int>(
                reason == present ? 1 : 0, new KeyValuePair<string, object?>("reason", reason.ToString())));
}
