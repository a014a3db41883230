using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Core.Tables;
using Beamer.Tests.Simulation;
using Xunit;

namespace Beamer.Tests.Unit.Core.Fleet;

public sealed class FleetEngineTests
{
    private static readonly ChangeOptions s_operator = new("alice");

    [Fact]
    public void A_new_fleet_fills_its_pool_evenly_and_converges()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(servers: 4);
        FleetStatus status = fleet.Engine.Status(fleet.Now);
        Assert.True(status.IsConverged);
        Assert.All(status.Servers, server => Assert.Equal(16, server.Owned));
        Assert.All(status.Servers, server => Assert.Equal(ServerState.Active, server.State));
        Assert.All(fleet.Machines, machine => Assert.Equal(fleet.Engine.Committed.Digest, machine.Table.Digest));
        Assert.Empty(status.Alarms);
    }

    [Fact]
    public void The_first_fill_waits_for_all_declared_servers_and_moves_nothing_twice()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(servers: 4);
        Assert.All(Enumerable.Range(0, 64), bucket => Assert.True(fleet.Rows[bucket].IsSettled));
    }

    [Fact]
    public void A_follower_that_refuses_whatever_it_is_sent_gets_one_snapshot_a_second()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(servers: 2);
        FollowerId mux = fleet.Muxes[0].Stream!.Value;
        Assert.Equal(1, Snapshots(() => fleet.Engine.Refused(mux, Generation.Zero, ["The disk is full."], fleet.Now)));
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(
                0, Snapshots(() => fleet.Engine.Refused(mux, Generation.Zero, ["The disk is full."], fleet.Now)));
        }

        Assert.Equal(1, Snapshots(() => fleet.Engine.Tick(fleet.Now + TimeSpan.FromSeconds(1))));
        Assert.Equal(0, Snapshots(() => fleet.Engine.Tick(fleet.Now + TimeSpan.FromSeconds(3))));

        int Snapshots(Action input)
        {
            input();
            return fleet.Engine.TakeEffects().OfType<FleetEffect.Send>()
                .Count(send => send.Follower == mux && send.Command is FeedCommand.Snapshot);
        }
    }

    [Fact]
    public void A_drained_server_gives_its_buckets_away_settles_and_may_be_removed()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(servers: 4);
        ChangeResult drained = fleet.Engine.Drain("s1", s_operator, fleet.Now);
        Assert.Empty(drained.Reasons);
        Assert.Equal(16, drained.Plan.Moves.Sum(move => move.Buckets.Length));
        Assert.NotEmpty(fleet.Engine.Remove("s1", s_operator, fleet.Now).Reasons);
        fleet.Run(TimeSpan.FromSeconds(5));
        ServerStatus status = fleet.Engine.Status(fleet.Now).Servers.Single(server => server.Name == "s1");
        Assert.Equal((ServerState.Drained, 0, 0), (status.State, status.Owned, status.Previous));
        Assert.Empty(fleet.Engine.Remove("s1", s_operator, fleet.Now).Reasons);
        fleet.Run(TimeSpan.FromSeconds(1));
        Assert.DoesNotContain(fleet.Engine.Status(fleet.Now).Servers, server => server.Name == "s1");
        Assert.Null(fleet.Agent(1).Stream);
    }

    [Fact]
    public void A_server_with_live_flows_stays_a_previous_owner_until_they_end()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(servers: 4);
        SimulatedTraffic traffic = new(fleet);
        int bucket = Enumerable.Range(0, 64).First(at => fleet.Rows[at].Current == SimulatedFleet.AddressOf(1));
        traffic.Open(fleet.Muxes[0], bucket);
        fleet.Engine.Drain("s1", s_operator, fleet.Now);
        fleet.Run(TimeSpan.FromSeconds(30));
        ServerStatus status = fleet.Engine.Status(fleet.Now).Servers.Single(server => server.Name == "s1");
        Assert.Equal((0, 1, 1UL), (status.Owned, status.Previous, status.UnsettledConnections));
        Assert.True(status.OldestUnsettled > TimeSpan.FromSeconds(25));
        Assert.True(traffic.Send(fleet.Muxes[1], traffic.Flows[0]));
        traffic.Close(traffic.Flows[0]);
        fleet.Run(TimeSpan.FromSeconds(5));
        Assert.Equal(
            ServerState.Drained, fleet.Engine.Status(fleet.Now).Servers.Single(server => server.Name == "s1").State);
    }

    [Fact]
    public void Counts_of_sockets_are_weighed_together_at_the_next_tick()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(servers: 4);
        SimulatedAgent drained = fleet.Agent(1);
        drained.IgnoresCounts = true;
        fleet.Engine.Drain("s1", s_operator, fleet.Now);
        fleet.Run(TimeSpan.FromSeconds(3));
        ulong token = fleet.Effects.OfType<FleetEffect.Send>()
            .Select(send => send.Command).OfType<FeedCommand.Count>().Last().Token;

        fleet.Engine.Counted(drained.Stream!.Value, new SocketCounts(token, [], null), fleet.Now);

        Assert.DoesNotContain(fleet.Engine.TakeEffects(), effect => effect is FleetEffect.StorePublication);
        fleet.Tick();
        Assert.All(Enumerable.Range(0, 64), bucket => Assert.True(fleet.Rows[bucket].IsSettled));
    }

    [Fact]
    public void A_crashed_server_leaves_every_row_once_the_muxes_agree()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(servers: 4);
        new SimulatedTraffic(fleet).Crash(fleet.Agent(2));
        fleet.Run(TimeSpan.FromSeconds(6));
        Assert.All(
            Enumerable.Range(0, 64), bucket => Assert.False(fleet.Rows[bucket].Names(SimulatedFleet.AddressOf(2))));
        Assert.All(Enumerable.Range(0, 64), bucket => Assert.True(fleet.Rows[bucket].IsSettled));
        Assert.Equal(ServerState.Dead, StateOf(fleet, "s2"));
        fleet.Agent(2).Reboot();
        fleet.Connect(fleet.Agent(2));
        fleet.Run(TimeSpan.FromSeconds(10));
        Assert.Equal(ServerState.Active, StateOf(fleet, "s2"));
        Assert.Equal(16, fleet.Engine.Status(fleet.Now).Servers.Single(server => server.Name == "s2").Owned);
    }

    [Fact]
    public void A_fast_reboot_is_admitted_only_after_its_rows_are_published_anew()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(servers: 4);
        Generation before = fleet.Engine.Committed.Generation;
        SimulatedAgent agent = fleet.Agent(3);
        new SimulatedTraffic(fleet).Crash(agent);
        agent.Reboot();
        fleet.Connect(agent);
        fleet.Run(TimeSpan.FromSeconds(2));
        Assert.True(agent.IsAdmitted);
        Assert.Equal(ServerState.Active, StateOf(fleet, "s3"));
        int[] owned = [.. Enumerable.Range(0, 64).Where(bucket => fleet.Rows[bucket].Current == agent.Address)];
        Assert.Equal(16, owned.Length);
        Assert.All(owned, bucket => Assert.True(fleet.Rows[bucket].Generation > before));
        Assert.All(owned, bucket => Assert.Equal(fleet.Rows[bucket].Generation, agent.Admission(bucket)));
    }

    [Fact]
    public void An_agent_that_restarts_on_the_same_kernel_changes_no_row()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(servers: 4);
        TableDigest before = fleet.Engine.Committed.Digest;
        fleet.Disconnect(fleet.Agent(1));
        fleet.Agent(1).Forget(fleet.Now);
        fleet.Connect(fleet.Agent(1));
        fleet.Run(TimeSpan.FromSeconds(20));
        Assert.Equal(before, fleet.Engine.Committed.Digest);
        Assert.True(fleet.Agent(1).HasLease(fleet.Now));
    }

    [Fact]
    public void A_controller_that_restarts_moves_nothing_and_goes_on()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(servers: 4);
        TableDigest before = fleet.Engine.Committed.Digest;
        fleet.RestartController();
        foreach (SimulatedMachine machine in fleet.Machines)
        {
            fleet.Run(TimeSpan.FromSeconds(1));
            fleet.Connect(machine);
        }

        fleet.Run(TimeSpan.FromSeconds(20));
        Assert.Equal(before, fleet.Engine.Committed.Digest);
        Assert.True(fleet.Engine.Status(fleet.Now).IsConverged);
        Assert.Empty(fleet.Engine.Status(fleet.Now).Alarms);
        Assert.Empty(fleet.Engine.Drain("s1", s_operator, fleet.Now).Reasons);
        fleet.Run(TimeSpan.FromSeconds(5));
        Assert.Equal(ServerState.Drained, StateOf(fleet, "s1"));
    }

    // P43: followers refuse a term lower than one that they have seen, and so would refuse the snapshot.
    [Fact]
    public void A_publication_staged_by_two_starts_of_the_controller_does_not_turn_followers_away_from_a_third()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(servers: 4);
        foreach (SimulatedAgent agent in fleet.Agents) agent.IsFrozen = true;
        fleet.Engine.Drain("s1", s_operator, fleet.Now);
        fleet.Run(TimeSpan.FromSeconds(1));
        Assert.NotNull(fleet.Store.Record.InFlight);
        foreach (SimulatedAgent agent in fleet.Agents) agent.IsFrozen = false;
        for (int start = 2; start <= 3; start++)
        {
            fleet.RestartController();
            foreach (SimulatedMachine machine in fleet.Machines) fleet.Connect(machine);
            fleet.Run(TimeSpan.FromSeconds(1));
        }

        Assert.All(fleet.Agents, agent => Assert.True(agent.HasLease(fleet.Now)));
        Assert.All(fleet.Agents, agent => Assert.Equal(3UL, agent.Table.Term));
    }

    [Fact]
    public void A_mux_that_lags_keeps_rows_from_settling_until_it_is_forgotten()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(servers: 4);
        fleet.Disconnect(fleet.Muxes[1]);
        Assert.Empty(fleet.Engine.Drain("s1", s_operator, fleet.Now).Reasons);
        fleet.Run(TimeSpan.FromSeconds(30));
        Assert.Equal(ServerState.Draining, StateOf(fleet, "s1"));
        Assert.Empty(fleet.Engine.ForgetMux("m2", s_operator, fleet.Now).Reasons);
        fleet.Run(TimeSpan.FromSeconds(5));
        Assert.Equal(ServerState.Drained, StateOf(fleet, "s1"));
    }

    [Fact]
    public void A_silent_server_is_suspected_gives_its_buckets_away_and_stays_a_previous_owner()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(servers: 4);
        fleet.Disconnect(fleet.Agent(4));
        fleet.Run(TimeSpan.FromSeconds(30));
        ServerStatus status = fleet.Engine.Status(fleet.Now).Servers.Single(server => server.Name == "s4");
        Assert.Equal((ServerState.Suspected, 0, 16), (status.State, status.Owned, status.Previous));
        fleet.Connect(fleet.Agent(4));
        fleet.Run(TimeSpan.FromSeconds(10));
        status = fleet.Engine.Status(fleet.Now).Servers.Single(server => server.Name == "s4");
        Assert.Equal((ServerState.Active, 16, 0), (status.State, status.Owned, status.Previous));
    }

    [Fact]
    public void A_mux_that_reconnects_gets_what_it_missed_as_deltas_and_after_a_gap_a_snapshot()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(servers: 4, settings: new FleetSettings { DeltaLogMax = 2 });
        SimulatedMux mux = fleet.Muxes[0];
        fleet.Disconnect(mux);
        fleet.Engine.SetWeight("s1", 50, s_operator, fleet.Now);
        fleet.Run(TimeSpan.FromSeconds(2));
        Assert.NotEqual(fleet.Engine.Committed.Generation, mux.Table.Generation);
        fleet.Effects.Clear();
        fleet.Connect(mux);
        Assert.DoesNotContain(fleet.Effects, effect => effect is FleetEffect.Send { Command: FeedCommand.Snapshot });
        Assert.Equal(fleet.Engine.Committed.Digest, mux.Table.Digest);
        fleet.Disconnect(mux);
        mux.Forget();
        fleet.Effects.Clear();
        fleet.Connect(mux);
        Assert.Single(fleet.Effects, effect => effect is FleetEffect.Send { Command: FeedCommand.Snapshot });
        Assert.Equal(fleet.Engine.Committed.Digest, mux.Table.Digest);
    }

    [Fact]
    public void A_second_stream_of_the_same_server_supersedes_the_first()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(servers: 2);
        FollowerId first = fleet.Agent(1).Stream!.Value;
        fleet.Effects.Clear();
        fleet.Connect(fleet.Agent(1));
        Assert.Contains(new FleetEffect.Close(first, "superseded"), fleet.Effects);
        Assert.NotNull(fleet.Agent(1).Stream);
    }

    [Fact]
    public void A_flow_is_explained_with_every_hop()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(servers: 3);
        IPv4Address client = IPv4Address.Parse("198.51.100.7");
        Flow flow = new(client, IPv4Address.Parse("192.0.2.1"), 40001, 80, TransportProtocol.Tcp);
        FlowExplanation explained = Assert.IsType<FlowExplanation>(fleet.Engine.Explain(flow));
        Assert.Equal(fleet.Rows[explained.Bucket], explained.Row);
        Assert.Equal(("current", "active"), (explained.Hops[0].Role, explained.Hops[0].State));
        Assert.Null(fleet.Engine.Explain(flow with { DestinationPort = 81 }));
    }

    [Theory]
    [InlineData(false, 16)]
    [InlineData(true, 0)]
    public void A_server_that_does_not_listen_loses_its_buckets_unless_its_agent_only_starts(bool synced, int owned)
    {
        SimulatedFleet fleet = SimulatedFleet.Running(servers: 4);
        fleet.Agent(2).IsServable = false;
        fleet.Agent(2).IsSynced = synced;
        for (int second = 0; second < 8; second++)
        {
            fleet.Report(fleet.Agent(2));
            fleet.Run(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(owned, fleet.Engine.Status(fleet.Now).Servers.Single(server => server.Name == "s2").Owned);
    }

    private static ServerState StateOf(SimulatedFleet fleet, string name) =>
        fleet.Engine.Status(fleet.Now).Servers.Single(server => server.Name == name).State;
}
