using Beamer.Core.Fleet;
using Beamer.Core.Tables;
using Beamer.Tests.Simulation;
using Xunit;

namespace Beamer.Tests.Unit.Core.Fleet;

/// <summary>Who gets new buckets, each rule with it and without it.</summary>
public sealed class DampingTests
{
    private static readonly ChangeOptions s_operator = new("alice");

    // Every second probe is lost: never three in a row, so it is not dead (R11), but nobody to rely on.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_server_that_is_reached_half_of_the_time_keeps_its_buckets_and_gets_no_more(bool rule)
    {
        SimulatedFleet fleet = SimulatedFleet.Running(4, rules: FleetRules.All with { DampedHealth = rule });
        Flicker(fleet, 1, seconds: 8);
        new SimulatedTraffic(fleet).Crash(fleet.Agent(2));
        Flicker(fleet, 1, seconds: 8);
        Assert.Equal((ServerState.Active, ServerState.Dead), (Server(fleet, 1).State, Server(fleet, 2).State));
        Assert.Equal(rule, Server(fleet, 1).Owned == 16);
        Assert.Equal(64, Server(fleet, 1).Owned + Server(fleet, 3).Owned + Server(fleet, 4).Owned);
    }

    [Fact]
    public void The_buckets_of_a_dead_server_go_to_one_that_only_half_of_the_muxes_reach_rather_than_nowhere()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(2);
        fleet.Muxes[0].CutOff.Add(SimulatedFleet.AddressOf(1));
        fleet.Run(TimeSpan.FromSeconds(5));
        new SimulatedTraffic(fleet).Crash(fleet.Agent(2));
        fleet.Run(TimeSpan.FromSeconds(5));
        Assert.Equal((ServerState.Dead, 64), (Server(fleet, 2).State, Server(fleet, 1).Owned));
    }

    [Fact]
    public void Three_missed_probes_still_make_a_server_dead_as_fast_as_ever()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(4);
        new SimulatedTraffic(fleet).Crash(fleet.Agent(2));
        fleet.Run(TimeSpan.FromSeconds(3.5));
        Assert.Equal((ServerState.Dead, 0), (Server(fleet, 2).State, Server(fleet, 2).Owned));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_dead_server_is_taken_back_only_after_several_answers(bool rule)
    {
        SimulatedFleet fleet = SimulatedFleet.Running(4, rules: FleetRules.All with { DampedHealth = rule });
        CutOff(fleet, 2, isCutOff: true);
        fleet.Run(TimeSpan.FromSeconds(5));
        Assert.Equal(ServerState.Dead, Server(fleet, 2).State);
        CutOff(fleet, 2, isCutOff: false);
        fleet.Run(TimeSpan.FromSeconds(1.2));
        Assert.Equal(rule, Server(fleet, 2).State == ServerState.Dead);
        fleet.Run(TimeSpan.FromSeconds(15));
        Assert.Equal((ServerState.Active, 16), (Server(fleet, 2).State, Server(fleet, 2).Owned));
    }

    // F13: up and down every five seconds for ten minutes.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_flapping_server_soon_gets_nothing_until_it_has_stayed_for_a_while(bool rule)
    {
        FleetSettings settings = new() { SlowStart = TimeSpan.Zero };
        FleetRules rules = FleetRules.All with { FlapDamping = rule, DampedHealth = rule };
        SimulatedFleet fleet = SimulatedFleet.Running(4, rules: rules, settings: settings);
        int changes = 0;
        bool owned = true;
        for (int half = 0; half < 120; half++)
        {
            CutOff(fleet, 2, isCutOff: half % 2 == 0);
            for (int tick = 0; tick < 50; tick++)
            {
                fleet.Tick();
                if (Server(fleet, 2).Owned > 0 == owned) continue;
                owned = !owned;
                changes++;
            }
        }

        Assert.Equal(rule, changes <= 8);
        CutOff(fleet, 2, isCutOff: false);
        fleet.Run(TimeSpan.FromMinutes(4));
        Assert.Equal(16, Server(fleet, 2).Owned);
        Assert.DoesNotContain(
            fleet.Engine.Status(fleet.Now).Alarms, alarm => alarm.Contains("comes and goes", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_new_server_gets_its_weight_in_steps_and_each_bucket_moves_once(bool rule)
    {
        SimulatedFleet fleet = SimulatedFleet.Running(4, rules: FleetRules.All with { SlowStart = rule });
        BucketTable before = fleet.Rows;
        Assert.Empty(fleet.Engine.AddServer(SimulatedFleet.Server(5), s_operator, fleet.Now).Reasons);
        fleet.AddAgent(5);
        List<int> owned = [];
        for (int tick = 0; tick < 120; tick++)
        {
            fleet.Tick();
            int now = Server(fleet, 5).Owned;
            if (now > 0 && (owned.Count == 0 || owned[^1] != now)) owned.Add(now);
        }

        Assert.Equal(rule ? [3, 6, 8, 11, 12] : [12], owned);
        int[] changed = [.. Enumerable.Range(0, 64).Where(at => before[at].Current != fleet.Rows[at].Current)];
        Assert.Equal(12, changed.Length);
        Assert.All(changed, bucket => Assert.Equal(SimulatedFleet.AddressOf(5), fleet.Rows[bucket].Current));
        Assert.True(fleet.Engine.Status(fleet.Now).IsConverged);
    }

    [Fact]
    public void A_fleet_is_not_converged_while_a_server_starts()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(4);
        fleet.Engine.AddServer(SimulatedFleet.Server(5), s_operator, fleet.Now);
        fleet.AddAgent(5);
        while (Server(fleet, 5).Owned == 0) fleet.Tick();
        fleet.Run(TimeSpan.FromSeconds(1));
        Assert.False(fleet.Engine.Status(fleet.Now).IsConverged);
        fleet.Run(TimeSpan.FromSeconds(8));
        Assert.True(fleet.Engine.Status(fleet.Now).IsConverged);
    }

    // P44: the same server twice takes no more from the pool than once.
    [Fact]
    public void A_server_that_dies_twice_in_ten_minutes_is_taken_out_twice()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(4);
        for (int time = 0; time < 2; time++)
        {
            CutOff(fleet, 3, isCutOff: true);
            fleet.Run(TimeSpan.FromSeconds(6));
            Assert.Equal((ServerState.Dead, 0), (Server(fleet, 3).State, Server(fleet, 3).Owned));
            CutOff(fleet, 3, isCutOff: false);
            fleet.Run(TimeSpan.FromSeconds(30));
            Assert.Equal(16, Server(fleet, 3).Owned);
        }
    }

    private static void Flicker(SimulatedFleet fleet, int server, int seconds)
    {
        for (int second = 0; second < seconds; second++)
        {
            CutOff(fleet, server, isCutOff: second % 2 == 0);
            fleet.Run(TimeSpan.FromSeconds(1));
        }
    }

    private static void CutOff(SimulatedFleet fleet, int server, bool isCutOff)
    {
        foreach (SimulatedMux mux in fleet.Muxes)
        {
            if (isCutOff) mux.CutOff.Add(SimulatedFleet.AddressOf(server));
            else mux.CutOff.Remove(SimulatedFleet.AddressOf(server));
        }
    }

    private static ServerStatus Server(SimulatedFleet fleet, int number) =>
        fleet.Engine.Status(fleet.Now).Servers.Single(server => server.Name == $"s{number}");
}
