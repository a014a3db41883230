using Beamer.Core.Fleet;
using Beamer.Tests.Simulation;
using Xunit;

namespace Beamer.Tests.Unit.Core.Fleet;

/// <summary>A prepare that is lost on a stream that goes on costs a second, and not a lease.</summary>
public sealed class PrepareAgainTests
{
    private static readonly ChangeOptions s_operator = new("alice");

    [Fact]
    public void A_server_that_holds_a_publication_back_is_told_again_after_a_second()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(servers: 4);
        SimulatedAgent agent = Lose(fleet);

        fleet.Run(TimeSpan.FromSeconds(0.8));
        Assert.Equal(0, Prepares(fleet, agent));
        Assert.NotNull(fleet.Engine.Status(fleet.Now).Publication);

        fleet.Run(TimeSpan.FromSeconds(0.4));
        Assert.True(Prepares(fleet, agent) > 0);
        Assert.DoesNotContain(
            agent.Name, fleet.Engine.Status(fleet.Now).Publication?.WaitingFor ?? [], StringComparer.Ordinal);
        Assert.True(agent.HasLease(fleet.Now));
    }

    [Fact]
    public void One_that_does_not_read_is_told_once_a_second_until_its_lease_has_ended()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(servers: 4);
        SimulatedAgent agent = Lose(fleet);
        agent.IsFrozen = true;

        fleet.Run(TimeSpan.FromSeconds(5.5));
        Assert.Equal(5, Prepares(fleet, agent));

        fleet.Run(TimeSpan.FromSeconds(15));
        Assert.InRange(Prepares(fleet, agent), 5, 14);
        Assert.Null(fleet.Engine.Status(fleet.Now).Publication);
    }

    /// <summary>Drains a server, whose buckets another one shall learn of; what that one was sent is lost.</summary>
    private static SimulatedAgent Lose(SimulatedFleet fleet)
    {
        SimulatedAgent agent = fleet.Agent(2);
        agent.IsFrozen = true;
        fleet.Engine.Drain("s1", s_operator, fleet.Now);
        fleet.Deliver();
        Assert.True(Prepares(fleet, agent) > 0);
        agent.Inbox.Clear();
        agent.IsFrozen = false;
        fleet.Effects.Clear();
        return agent;
    }

    private static int Prepares(SimulatedFleet fleet, SimulatedAgent agent) => fleet.Effects
        .OfType<FleetEffect.Send>()
        .Count(send => send.Follower == agent.Stream && send.Command is FeedCommand.Prepare);
}
