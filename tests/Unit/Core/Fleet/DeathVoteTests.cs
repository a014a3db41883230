using Beamer.Core;
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

    // R11: reports that waited tell of a server as it was; meanwhile the other MUX is silent.
    [Fact]
    public void Reports_that_waited_on_their_way_declare_nobody_dead()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(4);
        SimulatedMux late = fleet.Muxes[0];
        fleet.Disconnect(fleet.Muxes[1]);
        fleet.Run(TimeSpan.FromSeconds(4));
        TimeSpan then = fleet.Now;
        fleet.Disconnect(late);
        fleet.Connect(late);
        fleet.Engine.Probed(late.Stream!.Value, Report(0, then), fleet.Now);
        for (int tick = 0; tick < 60; tick++) fleet.Engine.Tick(fleet.Now + TimeSpan.FromMilliseconds(100 * tick));
        TimeSpan now = fleet.Now + TimeSpan.FromSeconds(6);

        fleet.Engine.Probed(late.Stream!.Value, Report(4, then + TimeSpan.FromSeconds(1)), now);
        Assert.Equal(ServerState.Active, Third(fleet).State);

        fleet.Engine.Probed(late.Stream!.Value, Report(4, then + TimeSpan.FromSeconds(6)), now);
        Assert.Equal(ServerState.Dead, Third(fleet).State);
    }

    private static ProbeReport Report(uint missedOfThird, TimeSpan sentAt) => new(
        [
            .. Enumerable.Range(1, 4).Select(number => new ProbeResult(
                SimulatedFleet.AddressOf(number), number == 3 ? missedOfThird : 0, Generation.Zero, 0)),
        ],
        sentAt);

    private static ServerStatus Third(SimulatedFleet fleet) =>
        fleet.Engine.Status(fleet.Now).Servers.Single(server => server.Name == "s3");
}
