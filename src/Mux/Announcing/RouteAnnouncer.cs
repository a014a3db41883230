using Beamer.Core;
using Beamer.Core.Announcing;
using Beamer.Core.Tables;
using Beamer.Hosting;
using Microsoft.Extensions.Logging;

namespace Beamer.Mux.Announcing;

/// <summary>
/// Decides once a second whether this MUX may get packets, and keeps its VIPs announced for as long (R15, R17).
/// </summary>
/// <remarks>One thread; what it shows may be read from any.</remarks>
internal sealed class RouteAnnouncer
{
    /// <summary>Between two decisions; an announcement lasts three of them.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>While it stops: the routers learn that it goes, and what they have sent still gets through.</summary>
    private static readonly TimeSpan s_hold = TimeSpan.FromSeconds(1);

    private const string Part = "route";

    private readonly Func<RouteStanding> _look;
    private readonly Func<FleetTable> _table;
    private readonly IVipRoutes? _routes;
    private readonly Readiness _readiness;
    private readonly TimeProvider _time;
    private readonly ILogger<RouteAnnouncer> _logger;
    private readonly long _start;
    private readonly HashSet<IPv4Address> _announced = [];
    private RouteFence _fence;
    private volatile int _reason;
    private volatile int _count;
    private volatile bool _isDraining;

    /// <param name="look">How this MUX stands now.</param>
    /// <param name="table">The table in force.</param>
    /// <param name="routes">How a VIP is announced; null: the operator does it, and this only tells.</param>
    /// <param name="readiness">Where <c>/healthz</c> learns why it is withdrawn.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where changes are told.</param>
    public RouteAnnouncer(
        Func<RouteStanding> look,
        Func<FleetTable> table,
        IVipRoutes? routes,
        Readiness readiness,
        TimeProvider time,
        ILogger<RouteAnnouncer> logger)
    {
        _look = look;
        _table = table;
        _routes = routes;
        _readiness = readiness;
        _time = time;
        _logger = logger;
        _start = time.GetTimestamp();
        _fence = RouteFence.Start(TimeSpan.Zero);
        _reason = (int)_fence.Reason;
        if (routes is not null) readiness.Lacks(Part, Sentence(_fence.Reason));
    }

    /// <summary>Why this MUX should get no packets now.</summary>
    public WithdrawReason Reason => (WithdrawReason)_reason;

    /// <summary>VIPs that it announces.</summary>
    public int Announced => _count;

    /// <summary>Whether it announces anything by itself.</summary>
    public bool Announces => _routes is not null;

    /// <summary>An operator wants this MUX to get no packets; it withdraws within a second. Any thread.</summary>
    public bool IsDraining
    {
        get => _isDraining;
        set => _isDraining = value;
    }

    /// <summary>One sentence, for people.</summary>
    public static string Sentence(WithdrawReason reason) => reason switch
    {
        WithdrawReason.None => "",
        WithdrawReason.NoTable => "Withdrawn: there is no table yet.",
        WithdrawReason.DataPlaneDown => "Withdrawn: the interface is down, or a worker hangs.",
        WithdrawReason.NotCompared => "Withdrawn: no server has answered a probe yet.",
        WithdrawReason.OlderThanAgents => "Withdrawn: servers know a newer table than this MUX has started with.",
        WithdrawReason.BehindPeers => "Withdrawn: most other MUXes have had a newer table for too long.",
        WithdrawReason.Draining => "Withdrawn: an operator drains this MUX.",
        _ => "Withdrawn: the daemon stops.",
    };

    /// <summary>Decides until cancelled; then withdraws and holds on for a moment.</summary>
    public void Run(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            Step();
            cancellation.WaitHandle.WaitOne(Interval);
        }

        if (_announced.Count == 0) return;
        Take(WithdrawReason.Stopping);
        using ManualResetEventSlim never = new();
        never.Wait(s_hold, CancellationToken.None);
    }

    /// <summary>Decides once, and renews or withdraws.</summary>
    public void Step()
    {
        _fence = _fence.Next(_look() with { IsDraining = _isDraining }, _time.GetElapsedTime(_start));
        Take(_fence.Reason);
    }

    private void Take(WithdrawReason reason)
    {
        bool changes = reason != Reason;
        _reason = (int)reason;
        if (_routes is null) return;
        HashSet<IPv4Address> wanted = reason == WithdrawReason.None
            ? [.. _table().Configuration.Services.Select(service => service.Key.Vip)]
            : [];
        foreach (IPv4Address vip in _announced.Except(wanted).ToArray())
        {
            _routes.Withdraw(vip);
            _announced.Remove(vip);
        }

        foreach (IPv4Address vip in wanted)
        {
            _routes.Renew(vip);
            _announced.Add(vip);
        }

        _count = _announced.Count;
        if (!changes) return;
        if (reason == WithdrawReason.None)
        {
            _readiness.Has(Part);
            Log.Announcing(_logger, _count);
        }
        else
        {
            _readiness.Lacks(Part, Sentence(reason));
            Log.Withdrawn(_logger, Sentence(reason));
        }
    }
}
