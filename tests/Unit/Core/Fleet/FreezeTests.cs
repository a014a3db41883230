using Beamer.Core.Fleet;
using Beamer.Core.Tables;
using Beamer.Tests.Simulation;
using Xunit;

namespace Beamer.Tests.Unit.Core.Fleet;

/// <summary>A frozen fleet: planned moves wait, emergencies do not.</summary>
public sealed class FreezeTests
{
    private static readonly ChangeOptions s_operator = new("alice");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_frozen_fleet_queues_planned_moves_and_says_why(bool rule)
    {
        SimulatedFleet fleet = SimulatedFleet.Running(4, rules: FleetRules.All with { Freeze = rule });
        Assert.Empty(fleet.Engine.Freeze(s_operator, fleet.Now).Reasons);
        ChangeResult drained = fleet.Engine.Drain("s1", s_operator, fleet.Now);
        Assert.Empty(drained.Reasons);
        Assert.Equal(rule, drained.Plan.Queued.Any(queue => queue is { Buckets: 16, Reason: PlanFilter.Frozen }));
        fleet.Run(TimeSpan.FromSeconds(10));
        Assert.Equal(rule ? 16 : 0, Server(fleet, 1).Owned);
        Assert.Equal(rule ? 16 : 0, fleet.Engine.Status(fleet.Now).Pools[0].Queued);
    }

    [Fact]
    public void The_buckets_of_a_dead_server_move_although_the_fleet_is_frozen()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(4);
        fleet.Engine.Freeze(s_operator, fleet.Now);
        new SimulatedTraffic(fleet).Crash(fleet.Agent(2));
        fleet.Run(TimeSpan.FromSeconds(6));
        Assert.Equal((ServerState.Dead, 0), (Server(fleet, 2).State, Server(fleet, 2).Owned));
        fleet.Agent(2).Reboot();
        fleet.Connect(fleet.Agent(2));
        fleet.Run(TimeSpan.FromSeconds(20));
        Assert.Equal((ServerState.Active, 0), (Server(fleet, 2).State, Server(fleet, 2).Owned));
    }

    [Fact]
    public void A_silent_server_keeps_its_buckets_in_a_frozen_fleet()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(4);
        fleet.Engine.Freeze(s_operator, fleet.Now);
        fleet.Disconnect(fleet.Agent(3));
        fleet.Run(TimeSpan.FromSeconds(30));
        Assert.Equal((ServerState.Suspected, 16), (Server(fleet, 3).State, Server(fleet, 3).Owned));
    }

    [Fact]
    public void A_freeze_lasts_over_restarts_and_declarations_until_the_thaw()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(4);
        fleet.Engine.Freeze(s_operator, fleet.Now);
        fleet.Engine.Drain("s1", s_operator, fleet.Now);
        fleet.Run(TimeSpan.FromSeconds(1));
        fleet.RestartController();
        foreach (SimulatedMachine machine in fleet.Machines) fleet.Connect(machine);
        FleetIntent declared = fleet.Engine.Intent with { IsFrozen = false };
        Assert.Empty(fleet.Engine.Apply(declared, s_operator, fleet.Now).Reasons);
        fleet.Run(TimeSpan.FromSeconds(20));
        Assert.True(fleet.Engine.Status(fleet.Now).IsFrozen);
        Assert.Equal(16, Server(fleet, 1).Owned);
        Assert.Empty(fleet.Engine.Thaw(s_operator, fleet.Now).Reasons);
        fleet.Run(TimeSpan.FromSeconds(5));
        Assert.Equal((ServerState.Drained, 0), (Server(fleet, 1).State, Server(fleet, 1).Owned));
        Assert.True(fleet.Engine.Status(fleet.Now).IsConverged);
    }

    [Fact]
    public void A_thaw_that_would_move_more_than_half_of_a_pool_needs_force()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(4);
        fleet.Engine.Freeze(s_operator, fleet.Now);
        foreach (string name in (string[])["s1", "s2", "s3"])
        {
            Assert.Empty(fleet.Engine.Drain(name, s_operator, fleet.Now).Reasons);
        }

        Assert.Contains("48 of 64", Assert.Single(fleet.Engine.Thaw(s_operator, fleet.Now).Reasons));
        Assert.Empty(fleet.Engine.Thaw(s_operator with { Force = true }, fleet.Now).Reasons);
    }

    [Fact]
    public void A_rollback_waits_in_a_frozen_fleet()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(4);
        FleetTable older = fleet.Engine.Committed;
        fleet.Engine.SetWeight("s1", 10, s_operator, fleet.Now);
        fleet.Run(TimeSpan.FromSeconds(10));
        fleet.Engine.Freeze(s_operator, fleet.Now);
        TableDigest before = fleet.Engine.Committed.Digest;
        Assert.Empty(fleet.Engine.Rollback(older, s_operator, fleet.Now).Reasons);
        fleet.Run(TimeSpan.FromSeconds(5));
        Assert.Equal(before, fleet.Engine.Committed.Digest);
    }

    // P62: what no publication carries stands in the history all the same.
    [Fact]
    public void The_history_learns_who_froze_the_fleet_and_what_was_declared_meanwhile()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(4);
        fleet.Run(TimeSpan.FromSeconds(10));
        fleet.Effects.Clear();
        fleet.Engine.Freeze(s_operator, fleet.Now);
        fleet.Engine.Drain("s1", s_operator, fleet.Now);
        fleet.Deliver();
        Assert.Equal(
            [new FleetEffect.StoreEvent("alice", "freeze."), new FleetEffect.StoreEvent("alice", "drain s1.")],
            fleet.Effects.OfType<FleetEffect.StoreEvent>());
    }

    private static ServerStatus Server(SimulatedFleet fleet, int number) =>
        fleet.Engine.Status(fleet.Now).Servers.Single(server => server.Name == $"s{number}");
}
