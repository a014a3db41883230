using System.Diagnostics.Metrics;
using Beamer.Controller.Followers;
using Beamer.Core.Fleet;

namespace Beamer.Controller;

/// <summary>Every instrument of the controller. The gauges show the status of the last tick.</summary>
internal sealed class ControllerMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    internal const string MeterName = "Beamer.Controller";

    private readonly Meter _meter;
    private readonly Counter<long> _publications;
    private readonly Histogram<double> _storeDuration;
    private FleetStatus? _status;

    public ControllerMetrics(IMeterFactory meters, FollowerDirectory followers)
    {
        _meter = meters.Create(MeterName);
        _publications = _meter.CreateCounter<long>(
            "beamer.controller.publications", "{publication}", "Publications stored since the controller started.");
        _storeDuration = _meter.CreateHistogram<double>(
            "beamer.controller.store.duration", "s", "Time until a write to the store is durable.");
        Gauge("beamer.controller.term", "{start}", "How often a controller started on this store.",
            status => status.Term);
        Gauge("beamer.table.generation", "{generation}", "The newest committed generation.",
            status => status.Generation.Value);
        Gauge("beamer.controller.converged", "1", "1 when nothing is in flight or queued and nobody is behind.",
            status => status.IsConverged ? 1 : 0);
        Gauge("beamer.controller.frozen", "1", "1 while an operator holds planned moves back.",
            status => status.IsFrozen ? 1 : 0);
        Gauge("beamer.controller.alarms", "{alarm}", "Alarms in force; the status names them.",
            status => status.Alarms.Length);
        _meter.CreateObservableGauge(
            "beamer.controller.followers", () => followers.Count, "{stream}", "Open streams of MUXes and agents.");
        PerPool("beamer.controller.moves.queued", "{bucket}", "Moves that a rule forbids for now.",
            pool => pool.Queued);
        PerPool("beamer.controller.buckets.unsettled", "{bucket}", "Buckets with previous owners.",
            pool => pool.Unsettled);
        PerPool("beamer.controller.unsettled.oldest", "s", "Age of the oldest unsettled row.",
            pool => pool.OldestUnsettled.TotalSeconds);
        PerServer("beamer.controller.server.buckets", "{bucket}", "Buckets that the server owns.",
            server => server.Owned);
        PerServer("beamer.controller.server.state", "1",
            "0 joining, 1 active, 2 draining, 3 drained, 4 suspected, 5 dead.", server => (int)server.State);
        _meter.CreateObservableGauge(
            "beamer.controller.mux.lag",
            () => (Volatile.Read(ref _status)?.Muxes ?? [])
                .Select(mux => new Measurement<long>(mux.Lag, Tag("mux", mux.Name))),
            "{generation}",
            "Generations that the MUX is behind.");
    }

    /// <summary>A publication is durable.</summary>
    internal void Published() => _publications.Add(1);

    /// <summary>A write is durable.</summary>
    internal void Stored(TimeSpan duration) => _storeDuration.Record(duration.TotalSeconds);

    /// <summary>What the gauges show from now on.</summary>
    internal void Observe(FleetStatus status) => Volatile.Write(ref _status, status);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private void Gauge(string name, string unit, string description, Func<FleetStatus, double> value) =>
        _meter.CreateObservableGauge(
            name,
            () => Volatile.Read(ref _status) is { } status
                ? [new Measurement<double>(value(status))]
                : Array.Empty<Measurement<double>>(),
            unit,
            description);

    private void PerPool(string name, string unit, string description, Func<PoolStatus, double> value) =>
        _meter.CreateObservableGauge(
            name,
            () => (Volatile.Read(ref _status)?.Pools ?? [])
                .Select(pool => new Measurement<double>(value(pool), Tag("pool", pool.Name))),
            unit,
            description);

    private void PerServer(string name, string unit, string description, Func<ServerStatus, double> value) =>
        _meter.CreateObservableGauge(
            name,
            () => (Volatile.Read(ref _status)?.Servers ?? [])
                .Select(server => new Measurement<double>(value(server), Tag("server", server.Name))),
            unit,
            description);
}
