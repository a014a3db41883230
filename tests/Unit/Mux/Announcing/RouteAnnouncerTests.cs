using Beamer.Core;
using Beamer.Core.Announcing;
using Beamer.Core.Tables;
using Beamer.Hosting;
using Beamer.Mux.Announcing;
using Beamer.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Beamer.Tests.Unit.Mux.Announcing;

public sealed class RouteAnnouncerTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Readiness _readiness = new();
    private readonly Routes _routes = new();
    private FleetTable _table = Fleets.Table();
    private RouteStanding _standing =
        new(true, true, true, new Generation(1), Servers: 4, Answering: 4, new Generation(1), SayBehind: 0);

    [Fact]
    public void Every_vip_is_renewed_each_second_for_as_long_as_all_is_well()
    {
        RouteAnnouncer announcer = Announcer(_routes);
        Assert.Contains("Withdrawn", Assert.Single(_readiness.Missing), StringComparison.Ordinal);
        for (int second = 1; second <= 3; second++)
        {
            Next(announcer);
            Assert.Equal(second, _routes.Renewed[Fleets.Web.Vip]);
        }

        Assert.Equal((WithdrawReason.None, 1), (announcer.Reason, announcer.Announced));
        Assert.True(_readiness.IsReady);
    }

    [Fact]
    public void One_that_falls_behind_withdraws_says_why_and_announces_again_when_it_has_caught_up()
    {
        RouteAnnouncer announcer = Announcer(_routes);
        Next(announcer);
        _standing = _standing with { SayBehind = 4 };
        for (int second = 0; second < 7; second++) Next(announcer);
        Assert.Equal([Fleets.Web.Vip], _routes.Withdrawn);
        Assert.Equal((WithdrawReason.BehindPeers, 0), (announcer.Reason, announcer.Announced));
        Assert.Contains("newer table", Assert.Single(_readiness.Missing), StringComparison.Ordinal);
        _standing = _standing with { SayBehind = 0 };
        Next(announcer);
        Assert.True(_readiness.IsReady);
        Assert.Equal(1, announcer.Announced);
    }

    [Fact]
    public void One_that_is_drained_withdraws_and_announces_again_when_it_is_not()
    {
        RouteAnnouncer announcer = Announcer(_routes);
        Next(announcer);
        announcer.IsDraining = true;
        Next(announcer);
        Assert.Equal([Fleets.Web.Vip], _routes.Withdrawn);
        Assert.Equal((WithdrawReason.Draining, 0), (announcer.Reason, announcer.Announced));
        Assert.Contains("drains", Assert.Single(_readiness.Missing), StringComparison.Ordinal);
        announcer.IsDraining = false;
        Next(announcer);
        Assert.Equal((WithdrawReason.None, 1), (announcer.Reason, announcer.Announced));
    }

    [Fact]
    public void A_vip_that_leaves_the_table_is_withdrawn()
    {
        RouteAnnouncer announcer = Announcer(_routes);
        Next(announcer);
        _table = FleetTable.Empty;
        Next(announcer);
        Assert.Equal([Fleets.Web.Vip], _routes.Withdrawn);
    }

    [Fact]
    public void A_stop_withdraws()
    {
        RouteAnnouncer announcer = Announcer(_routes);
        Next(announcer);
        using CancellationTokenSource stop = new();
        stop.Cancel();
        announcer.Run(stop.Token);
        Assert.Equal([Fleets.Web.Vip], _routes.Withdrawn);
        Assert.Equal(WithdrawReason.Stopping, announcer.Reason);
    }

    [Fact]
    public void Where_the_operator_announces_it_only_tells()
    {
        RouteAnnouncer announcer = Announcer(null);
        Assert.True(_readiness.IsReady);
        Next(announcer);
        Assert.Equal((WithdrawReason.None, 0), (announcer.Reason, announcer.Announced));
    }

    private RouteAnnouncer Announcer(IVipRoutes? routes) =>
        new(() => _standing, () => _table, routes, _readiness, _time, NullLogger<RouteAnnouncer>.Instance);

    private void Next(RouteAnnouncer announcer)
    {
        _time.Advance(RouteAnnouncer.Interval);
        announcer.Step();
    }

    private sealed class Routes : IVipRoutes
    {
        internal Dictionary<IPv4Address, int> Renewed { get; } = [];

        internal List<IPv4Address> Withdrawn { get; } = [];

        public void Renew(IPv4Address vip) => Renewed[vip] = Renewed.GetValueOrDefault(vip) + 1;

        public void Withdraw(IPv4Address vip) => Withdrawn.Add(vip);
    }
}
