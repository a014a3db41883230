using Beamer.Core.Fleet;
using Beamer.Tests.Simulation;
using Xunit;

namespace Beamer.Tests.Unit.Core.Fleet;

/// <summary>Force-settle: an operator gives up what keeps a server's rows from settling.</summary>
public sealed class ForceSettleTests
{
    private static readonly ChangeOptions s_operator = new("alice");
    private static readonly ChangeOptions s_breaking = s_operator with { BreakConnections = true };

    private readonly SimulatedFleet _fleet = SimulatedFleet.Running(4);
    private readonly SimulatedTraffic _traffic;

    public ForceSettleTests() => _traffic = new SimulatedTraffic(_fleet);

    [Fact]
    public void What_is_left_on_the_drained_server_is_broken_and_nothing_else()
    {
        OpenOn(1, count: 3);
        OpenOn(2, count: 2);
        _fleet.Engine.Drain("s1", s_operator, _fleet.Now);
        _fleet.Run(TimeSpan.FromSeconds(5));
        Assert.Equal((ServerState.Draining, 3UL), (Server(1).State, Server(1).UnsettledConnections));
        Assert.Empty(_fleet.Engine.ForceSettle("s1", s_breaking, _fleet.Now).Reasons);
        _fleet.Run(TimeSpan.FromSeconds(4));
        Assert.Equal(ServerState.Drained, Server(1).State);
        Assert.All(_traffic.Flows, flow => Assert.Equal(
            flow.Home == _fleet.Agent(2), flow.Home!.Kernel.Owns(flow)));
    }

    [Fact]
    public void Without_the_confirmation_nothing_happens_and_the_refusal_tells_what_it_would_cost()
    {
        OpenOn(1, count: 3);
        _fleet.Engine.Drain("s1", s_operator, _fleet.Now);
        _fleet.Run(TimeSpan.FromSeconds(5));
        ChangeResult refused = _fleet.Engine.ForceSettle("s1", s_operator with { Force = true }, _fleet.Now);
        Assert.Contains("3 connections", Assert.Single(refused.Reasons), StringComparison.Ordinal);
        _fleet.Run(TimeSpan.FromSeconds(5));
        Assert.Equal(3UL, Server(1).UnsettledConnections);
    }

    // R10 stays as it is: a MUX that did not acknowledge the row keeps the previous owner in it.
    [Fact]
    public void A_row_whose_barrier_does_not_hold_keeps_its_previous_owner_although_its_connections_are_broken()
    {
        OpenOn(1, count: 3);
        _fleet.Disconnect(_fleet.Muxes[1]);
        _fleet.Engine.Drain("s1", s_operator, _fleet.Now);
        _fleet.Run(TimeSpan.FromSeconds(5));
        Assert.Empty(_fleet.Engine.ForceSettle("s1", s_breaking, _fleet.Now).Reasons);
        _fleet.Run(TimeSpan.FromSeconds(20));
        Assert.Equal(16, Server(1).Previous);
        Assert.DoesNotContain(_traffic.Flows, flow => flow.Home!.Kernel.Owns(flow));
    }

    [Fact]
    public void Connections_of_buckets_that_the_server_owns_go_on()
    {
        OpenOn(1, count: 40);
        _fleet.Engine.SetWeight("s1", 50, s_operator, _fleet.Now);
        _fleet.Run(TimeSpan.FromSeconds(5));
        int given = _traffic.Flows.Count(flow => _fleet.Rows[flow.Bucket].Current != _fleet.Agent(1).Address);
        Assert.InRange(given, 1, 39);
        Assert.Empty(_fleet.Engine.ForceSettle("s1", s_breaking, _fleet.Now).Reasons);
        _fleet.Run(TimeSpan.FromSeconds(4));
        Assert.Equal(40 - given, _traffic.Flows.Count(flow => flow.Home!.Kernel.Owns(flow)));
        Assert.Equal(0, Server(1).Previous);
    }

    [Fact]
    public void Every_reason_against_it_is_told()
    {
        Assert.Single(_fleet.Engine.ForceSettle("s9", s_breaking, _fleet.Now).Reasons);
        _fleet.Disconnect(_fleet.Agent(1));
        Assert.Equal(3, _fleet.Engine.ForceSettle("s1", s_operator, _fleet.Now).Reasons.Length);
    }

    // P62
    [Fact]
    public void The_history_tells_who_did_it_and_how_many_connections_were_broken()
    {
        OpenOn(1, count: 3);
        _fleet.Engine.Drain("s1", s_operator, _fleet.Now);
        _fleet.Run(TimeSpan.FromSeconds(5));
        _fleet.Effects.Clear();
        _fleet.Engine.ForceSettle("s1", s_breaking, _fleet.Now);
        _fleet.Deliver();
        FleetEffect.StoreEvent[] events = [.. _fleet.Effects.OfType<FleetEffect.StoreEvent>()];
        Assert.Equal(["alice", "alice"], events.Select(happening => happening.Actor));
        Assert.Equal("force-settle s1: 3 connections broken.", events[1].Description);
        Assert.True(_fleet.Effects.IndexOf(events[0])
            < _fleet.Effects.FindIndex(effect => effect is FleetEffect.Send { Command: FeedCommand.Break }));
    }

    [Fact]
    public void An_agent_that_goes_away_meanwhile_leaves_a_line_in_the_history_and_a_stray_answer_does_not()
    {
        _fleet.Engine.Drain("s1", s_operator, _fleet.Now);
        _fleet.Run(TimeSpan.FromSeconds(0.5));
        _fleet.Agent(1).IsFrozen = true;
        Assert.Empty(_fleet.Engine.ForceSettle("s1", s_breaking, _fleet.Now).Reasons);
        _fleet.Deliver();
        _fleet.Disconnect(_fleet.Agent(1));
        _fleet.Agent(1).IsFrozen = false;
        _fleet.Effects.Clear();
        _fleet.Connect(_fleet.Agent(1));
        Assert.Contains("went away", Assert.Single(_fleet.Effects.OfType<FleetEffect.StoreEvent>()).Description);
        _fleet.Effects.Clear();
        _fleet.Engine.Broke(_fleet.Agent(1).Stream!.Value, 77, 5, "", _fleet.Now);
        _fleet.Deliver();
        Assert.Empty(_fleet.Effects.OfType<FleetEffect.StoreEvent>());
    }

    private void OpenOn(int server, int count)
    {
        int[] buckets =
            [.. Enumerable.Range(0, 64).Where(at => _fleet.Rows[at].Current == _fleet.Agent(server).Address)];
        for (int i = 0; i < count; i++) _traffic.Open(_fleet.Muxes[0], buckets[i % buckets.Length]);
    }

    private ServerStatus Server(int number) =>
        _fleet.Engine.Status(_fleet.Now).Servers.Single(server => server.Name == $"s{number}");
}
