using Beamer.Core.Fleet;
using Beamer.Tests.Simulation;
using Xunit;

namespace Beamer.Tests.Unit.Core.Fleet;

public sealed class DeathVoteTests
{
    // R11: while the others start again, the one MUX that cannot reach a server does not decide alone.
    [Fact]
    public void A_mux_or_a_controller_that_starts_again_leaves_no_majority_to_one_blind_mux()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(4);
        fleet.Muxes[0].CutOff.Add(SimulatedFleet.AddressOf(3));
        fleet.Run(TimeSpan.FromSeconds(4));
        fleet.Disconnect(fleet.Muxes[1]);
        fleet.Run(TimeSpan.FromSeconds(1));
        fleet.Connect(fleet.Muxes[1]);
        fleet.Run(TimeSpan.FromSeconds(4));
        Assert.Equal((ServerState.Active, 16), (Third(fleet).State, Third(fleet).Owned));

        fleet.RestartController();
        foreach (SimulatedMachine machine in fleet.Machines) fleet.Connect(machine);
        fleet.Run(TimeSpan.FromSeconds(4));
        Assert.Equal((ServerState.Active, 16), (Third(fleet).State, Third(fleet).Owned));

        fleet.Disconnect(fleet.Muxes[1]);
        fleet.Run(TimeSpan.FromSeconds(8));
        Assert.Equal(ServerState.Dead, Third(fleet).State);
    }

    private static ServerStatus Third(SimulatedFleet fleet) =>
        fleet.Engine.Status(fleet.Now).Servers.Single(server => server.Name == "s3");
}
