using Beamer.Core.Fleet;
using Beamer.Tests.Simulation;
using Xunit;

namespace Beamer.Tests.Unit.Core.Fleet;

public sealed class ReconnectTests
{
    private static readonly ChangeOptions s_operator = new("alice");

    [Fact]
    public void An_agent_that_reconnects_gets_what_it_missed_as_deltas_and_after_a_gap_a_snapshot()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(servers: 4, settings: new FleetSettings { DeltaLogMax = 2 });
        SimulatedAgent agent = fleet.Agent(4);
        Assert.DoesNotContain(Reconnect(), command => command is FeedCommand.Snapshot or FeedCommand.Commit);
        Assert.True(agent.HasLease(fleet.Now));

        fleet.Disconnect(agent);
        fleet.Run(TimeSpan.FromSeconds(15));
        Assert.NotEqual(fleet.Engine.Committed.Generation, agent.Table.Generation);
        Assert.DoesNotContain(Reconnect(), command => command is FeedCommand.Snapshot);
        Assert.Equal(fleet.Engine.Committed.Digest, agent.Table.Digest);

        fleet.Disconnect(agent);
        fleet.Engine.SetWeight("s1", 50, s_operator, fleet.Now);
        fleet.Run(TimeSpan.FromSeconds(30));
        fleet.Engine.SetWeight("s1", 10, s_operator, fleet.Now);
        fleet.Run(TimeSpan.FromSeconds(30));
        Assert.Single(Reconnect(), command => command is FeedCommand.Snapshot);
        Assert.Equal(fleet.Engine.Committed.Digest, agent.Table.Digest);

        fleet.RestartController();
        Assert.DoesNotContain(Reconnect(), command => command is FeedCommand.Snapshot);
        Assert.Equal(2UL, agent.Table.Term);

        IEnumerable<FeedCommand> Reconnect()
        {
            fleet.Disconnect(agent);
            fleet.Effects.Clear();
            fleet.Connect(agent);
            return [.. fleet.Effects.OfType<FleetEffect.Send>()
                .Where(send => send.Follower == agent.Stream).Select(send => send.Command)];
        }
    }
}
