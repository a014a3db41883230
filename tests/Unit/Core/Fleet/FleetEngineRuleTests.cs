using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Core.Tables;
using Beamer.Tests.Simulation;
using Xunit;

namespace Beamer.Tests.Unit.Core.Fleet;

/// <summary>Each rule in force, and the same without it: a test that passes both ways would prove nothing.</summary>
public sealed class FleetEngineRuleTests
{
    private static readonly ChangeOptions s_operator = new("alice");
    private static readonly ChangeOptions s_force = new("alice", Force: true);

    // R10: D after the last acknowledgement. P56.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_row_settles_only_after_packets_in_flight_have_arrived(bool rule)
    {
        FleetSettings settings = new() { InFlightMax = TimeSpan.FromSeconds(8) };
        SimulatedFleet fleet = SimulatedFleet.Running(
            4, rules: FleetRules.All with { SettleDelay = rule }, settings: settings);
        fleet.Run(TimeSpan.FromSeconds(10));
        fleet.Engine.Drain("s1", s_operator, fleet.Now);
        fleet.Run(TimeSpan.FromSeconds(5));
        Assert.Equal(rule ? 16 : 0, Server(fleet, 1).Previous);
        fleet.Run(TimeSpan.FromSeconds(10));
        Assert.Equal(0, Server(fleet, 1).Previous);
    }

    // R10: the barrier. P56.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_row_settles_only_when_a_mux_that_went_away_has_acknowledged_it(bool rule)
    {
        SimulatedFleet fleet = SimulatedFleet.Running(4, rules: FleetRules.All with { SettleBarrier = rule });
        fleet.Disconnect(fleet.Muxes[1]);
        fleet.Engine.Drain("s1", s_operator, fleet.Now);
        fleet.Run(TimeSpan.FromSeconds(30));
        Assert.Equal(rule ? 16 : 0, Server(fleet, 1).Previous);
    }

    // A bucket moves again only when every MUX knows its last move; buckets that did not move are free.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_bucket_moves_again_only_when_every_mux_knows_its_last_move(bool rule)
    {
        SimulatedFleet fleet = SimulatedFleet.Running(4, rules: FleetRules.All with { MoveBarrier = rule });
        fleet.Disconnect(fleet.Muxes[1]);
        fleet.Engine.Drain("s1", s_operator, fleet.Now);
        fleet.Run(TimeSpan.FromSeconds(2));
        int received = Server(fleet, 2).Owned - 16;
        Assert.InRange(received, 1, 16);
        fleet.Engine.Drain("s2", s_operator, fleet.Now);
        fleet.Run(TimeSpan.FromSeconds(2));
        Assert.Equal(rule ? received : 0, Server(fleet, 2).Owned);
        Assert.Equal(rule ? received : 0, fleet.Engine.Status(fleet.Now).Pools[0].Queued);
        fleet.Connect(fleet.Muxes[1]);
        fleet.Run(TimeSpan.FromSeconds(5));
        Assert.Equal(0, Server(fleet, 2).Owned);
    }

    // R12, P58: without it packets that were routed to the incarnation before would be accepted.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_new_incarnation_is_admitted_above_every_row_of_the_one_before(bool rule)
    {
        SimulatedFleet fleet = SimulatedFleet.Running(4, rules: FleetRules.All with { AdmissionRepublish = rule });
        Generation before = fleet.Engine.Committed.Generation;
        new SimulatedTraffic(fleet).Crash(fleet.Agent(3));
        fleet.Agent(3).Reboot();
        fleet.Connect(fleet.Agent(3));
        Assert.True(fleet.Agent(3).IsAdmitted);
        int bucket = Enumerable.Range(0, 64).First(at => fleet.Rows[at].Current == SimulatedFleet.AddressOf(3));
        Assert.Equal(rule, fleet.Agent(3).Admission(bucket) > before);
    }

    // R10: SYN cookies. P56.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_row_settles_only_when_no_syn_cookie_of_it_is_valid_any_more(bool rule)
    {
        SimulatedFleet fleet = SimulatedFleet.Running(4, rules: FleetRules.All with { SettleCookies = rule });
        fleet.Agent(1).SinceCookie = TimeSpan.FromSeconds(5);
        fleet.Engine.Drain("s1", s_operator, fleet.Now);
        fleet.Run(TimeSpan.FromSeconds(60));
        Assert.Equal(rule ? 16 : 0, Server(fleet, 1).Previous);
        fleet.Run(TimeSpan.FromSeconds(90));
        Assert.Equal(0, Server(fleet, 1).Previous);
    }

    [Fact]
    public void A_server_that_answers_no_count_stays_a_previous_owner()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(4);
        fleet.Agent(1).IgnoresCounts = true;
        fleet.Engine.Drain("s1", s_operator, fleet.Now);
        fleet.Run(TimeSpan.FromSeconds(60));
        Assert.Equal(16, Server(fleet, 1).Previous);
        fleet.Agent(1).IgnoresCounts = false;
        fleet.Run(TimeSpan.FromSeconds(15));
        Assert.Equal(ServerState.Drained, Server(fleet, 1).State);
    }

    // R11: one MUX of two is no majority.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_mux_of_two_cannot_declare_a_server_dead(bool rule)
    {
        SimulatedFleet fleet = SimulatedFleet.Running(4, rules: FleetRules.All with { DeathMajority = rule });
        fleet.Muxes[0].CutOff.Add(SimulatedFleet.AddressOf(3));
        fleet.Run(TimeSpan.FromSeconds(8));
        Assert.Equal(rule, Server(fleet, 3).Owned == 16);
        fleet.Muxes[1].CutOff.Add(SimulatedFleet.AddressOf(3));
        fleet.Run(TimeSpan.FromSeconds(8));
        Assert.Equal((ServerState.Dead, 0), (Server(fleet, 3).State, Server(fleet, 3).Owned));
    }

    // P44: automatic removals.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_engine_takes_out_one_server_of_four_in_ten_minutes_and_no_more(bool rule)
    {
        SimulatedFleet fleet = SimulatedFleet.Running(4, rules: FleetRules.All with { BlastRadius = rule });
        SimulatedTraffic traffic = new(fleet);
        traffic.Crash(fleet.Agent(1));
        traffic.Crash(fleet.Agent(2));
        fleet.Run(TimeSpan.FromSeconds(30));
        int gone = fleet.Engine.Status(fleet.Now).Servers.Count(server => server.Owned == 0);
        Assert.Equal(rule ? 1 : 2, gone);
        IEnumerable<string> alarms = fleet.Engine.Status(fleet.Now).Alarms;
        Assert.Equal(rule, alarms.Any(alarm => alarm.Contains("limits", StringComparison.Ordinal)));
        fleet.Run(TimeSpan.FromMinutes(11));
        Assert.Equal(2, fleet.Engine.Status(fleet.Now).Servers.Count(server => server.Owned == 0));
    }

    // P44, P52: when most are not well, the table stays.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_pool_of_which_most_servers_die_at_once_panics_and_keeps_its_rows(bool rule)
    {
        SimulatedFleet fleet = SimulatedFleet.Running(5, rules: FleetRules.All with { BlastRadius = rule });
        TableDigest before = fleet.Engine.Committed.Digest;
        foreach (SimulatedMux mux in fleet.Muxes)
        {
            for (int number = 1; number <= 3; number++) mux.CutOff.Add(SimulatedFleet.AddressOf(number));
        }

        fleet.Run(TimeSpan.FromSeconds(20));
        Assert.Equal(rule, before == fleet.Engine.Committed.Digest);
        Assert.Equal(rule, fleet.Engine.Status(fleet.Now).Alarms.Any(
            alarm => alarm.Contains("panics", StringComparison.Ordinal)));
        foreach (SimulatedMux mux in fleet.Muxes) mux.CutOff.Clear();
        fleet.Run(TimeSpan.FromSeconds(5));
        Assert.Empty(fleet.Engine.Status(fleet.Now).Alarms);
    }

    // R11: silence on the control channel is not death: the server keeps its place, and with it its flows.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_server_that_only_lost_its_controller_keeps_its_flows(bool rule)
    {
        SimulatedFleet fleet = SimulatedFleet.Running(4, rules: FleetRules.All with { SilenceIsNoDeath = rule });
        SimulatedTraffic traffic = new(fleet);
        int bucket = Enumerable.Range(0, 64).First(at => fleet.Rows[at].Current == SimulatedFleet.AddressOf(1));
        traffic.Open(fleet.Muxes[0], bucket);
        fleet.Disconnect(fleet.Agent(1));
        fleet.Run(TimeSpan.FromSeconds(30));
        Assert.Equal((ServerState.Suspected, 0), (Server(fleet, 1).State, Server(fleet, 1).Owned));
        Assert.Equal(rule, fleet.Rows[bucket].Names(SimulatedFleet.AddressOf(1)));
    }

    // P44: operators.
    [Fact]
    public void More_than_half_of_a_pool_moves_only_by_force_and_half_of_it_without()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(4);
        Assert.Empty(Plan(fleet, drained: 2).Reasons);
        ChangeResult three = Plan(fleet, drained: 3);
        Assert.Contains("48 of 64", Assert.Single(three.Reasons), StringComparison.Ordinal);
        Assert.Empty(fleet.Engine.Apply(Drained(fleet, 3), s_force, fleet.Now).Reasons);
    }

    [Fact]
    public void A_pool_loses_its_last_server_only_when_that_is_allowed()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(1);
        Assert.Single(fleet.Engine.Drain("s1", s_operator, fleet.Now).Reasons);
        Assert.Empty(fleet.Engine.Drain("s1", s_operator with { AllowEmpty = true }, fleet.Now).Reasons);
        fleet.Run(TimeSpan.FromSeconds(5));
        Assert.Equal(64, Server(fleet, 1).Owned);
    }

    // An agent that hangs loses its lease, and then nobody waits for it.
    [Fact]
    public void A_publication_waits_for_a_hung_agent_until_its_lease_has_certainly_ended()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(4);
        fleet.Agent(2).IgnoresPrepares = true;
        fleet.Agent(2).IsFrozen = true;
        fleet.Engine.Drain("s2", s_operator, fleet.Now);
        fleet.Run(TimeSpan.FromSeconds(9));
        PublicationStatus waiting = Assert.IsType<PublicationStatus>(fleet.Engine.Status(fleet.Now).Publication);
        Assert.Equal("s2", Assert.Single(waiting.WaitingFor));
        Assert.Equal(PublicationStage.PrepareOld, waiting.Stage);
        fleet.Run(TimeSpan.FromSeconds(15));
        Assert.Null(fleet.Engine.Status(fleet.Now).Publication);
        Assert.False(Server(fleet, 2).HasLease);
    }

    [Fact]
    public void A_controller_that_dies_in_the_middle_of_a_publication_stages_it_again()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(4);
        foreach (SimulatedAgent agent in fleet.Agents) agent.IsFrozen = true;
        ChangeResult drained = fleet.Engine.Drain("s2", s_operator, fleet.Now);
        fleet.Run(TimeSpan.FromSeconds(1));
        Assert.NotNull(fleet.Store.Record.InFlight);
        fleet.RestartController();
        foreach (SimulatedMachine machine in fleet.Machines)
        {
            machine.IsFrozen = false;
            fleet.Connect(machine);
        }

        fleet.Run(TimeSpan.FromSeconds(3));
        Assert.Null(fleet.Store.Record.InFlight);
        Assert.True(fleet.Engine.Committed.Generation >= drained.Generation);
        Assert.Equal(0, Server(fleet, 2).Owned);
    }

    [Fact]
    public void A_rollback_gives_buckets_back_as_far_as_the_rules_allow()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(4);
        FleetTable older = fleet.Engine.Committed;
        fleet.Engine.SetWeight("s1", 10, s_operator, fleet.Now);
        fleet.Run(TimeSpan.FromSeconds(1));
        ChangeResult early = fleet.Engine.Rollback(older, s_operator, fleet.Now);
        Assert.Contains(early.Plan.Queued, queued => queued.Reason.Contains("settle first", StringComparison.Ordinal));
        fleet.Run(TimeSpan.FromSeconds(10));
        fleet.Engine.SetWeight("s1", 100, s_operator, fleet.Now);
        fleet.Run(TimeSpan.FromSeconds(10));
        ChangeResult late = fleet.Engine.Rollback(older, s_operator, fleet.Now);
        Assert.Empty(late.Plan.Queued);
        fleet.Run(TimeSpan.FromSeconds(5));
        Assert.All(Enumerable.Range(0, 64), bucket =>
            Assert.Equal(older.Pools[SimulatedFleet.PoolId][bucket].Current, fleet.Rows[bucket].Current));
    }

    // P60: a join moves exactly its share, and what does not move keeps its generation.
    [Fact]
    public void A_server_that_joins_receives_its_share_and_nothing_else_changes()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(4);
        BucketTable before = fleet.Rows;
        Assert.Empty(fleet.Engine.AddServer(SimulatedFleet.Server(5), s_operator, fleet.Now).Reasons);
        fleet.AddAgent(5);
        fleet.Run(TimeSpan.FromSeconds(10));
        int[] changed = [.. Enumerable.Range(0, 64).Where(bucket => before[bucket] != fleet.Rows[bucket])];
        Assert.InRange(changed.Length, 12, 13);
        Assert.All(changed, bucket => Assert.Equal(SimulatedFleet.AddressOf(5), fleet.Rows[bucket].Current));
    }

    [Fact]
    public void A_new_server_gets_buckets_only_once_a_mux_reached_it_and_is_not_dead_before_that()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(4);
        foreach (SimulatedMux mux in fleet.Muxes) mux.CutOff.Add(SimulatedFleet.AddressOf(5));
        Assert.Empty(fleet.Engine.AddServer(SimulatedFleet.Server(5), s_operator, fleet.Now).Reasons);
        fleet.AddAgent(5);
        fleet.Run(TimeSpan.FromSeconds(5));
        Assert.Equal((ServerState.Active, 0), (Server(fleet, 5).State, Server(fleet, 5).Owned));
        foreach (SimulatedMux mux in fleet.Muxes) mux.CutOff.Clear();
        fleet.Run(TimeSpan.FromSeconds(10));
        Assert.InRange(Server(fleet, 5).Owned, 12, 13);
    }

    private static ServerStatus Server(SimulatedFleet fleet, int number) =>
        fleet.Engine.Status(fleet.Now).Servers.Single(server => server.Name == $"s{number}");

    private static ChangeResult Plan(SimulatedFleet fleet, int drained) =>
        fleet.Engine.Plan(Drained(fleet, drained), s_operator, fleet.Now);

    private static FleetIntent Drained(SimulatedFleet fleet, int count) => fleet.Engine.Intent with
    {
        Servers = [.. fleet.Engine.Intent.Servers.Select((server, at) => server with { Drain = at < count })],
    };
}
