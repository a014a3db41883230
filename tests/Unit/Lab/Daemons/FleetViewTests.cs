using Beamer.Lab.Daemons;
using Beamer.Lab.Network;
using Beamer.Rpc.V1;
using Xunit;

namespace Beamer.Tests.Unit.Lab.Daemons;

public sealed class FleetViewTests
{
    private static readonly LabServer Server = new(2, "10.9.0.12");
    private static readonly LabMux[] Muxes = [new("mux1", "10.9.0.2"), new("mux2", "10.9.0.3")];

    [Fact]
    public void A_fleet_at_rest_on_one_generation_has_converged() =>
        Assert.Null(FleetView.NotConverged(Status(first: 7, second: 7), Muxes));

    [Fact]
    public void A_MUX_behind_is_named_with_both_generations() =>
        Assert.Equal(
            "mux2 has generation 6 and the fleet 7", FleetView.NotConverged(Status(first: 7, second: 6), Muxes));

    [Fact]
    public void A_dead_MUX_keeps_nobody_waiting() =>
        Assert.Null(FleetView.NotConverged(Status(first: 7, second: 6), Muxes[..1]));

    [Fact]
    public void A_publication_in_flight_is_named_with_those_it_waits_for()
    {
        StatusReply status = Status(first: 7, second: 7);
        status.Publication = new() { Generation = 8, Stage = "commit", WaitingFor = { "mux1", "s2" } };
        Assert.Equal("generation 8 is in stage commit, waiting for mux1, s2", FleetView.NotConverged(status, Muxes));
    }

    [Fact]
    public void A_server_serves_when_it_is_active_admitted_and_owns_buckets()
    {
        StatusReply.Types.Server server = new() { Name = "s2", State = "active", Admitted = true, Owned = 1 };
        Assert.Null(FleetView.NotServing(new StatusReply { Servers = { server } }, Server));
        server.Owned = 0;
        Assert.Equal("s2 owns no bucket", FleetView.NotServing(new StatusReply { Servers = { server } }, Server));
        server.State = "joining";
        server.Problems.Add("rp_filter is strict.");
        StatusReply joining = new() { Servers = { server } };
        Assert.Equal("s2 is joining: rp_filter is strict.", FleetView.NotServing(joining, Server));
        Assert.Equal("s2 is unknown", FleetView.NotServing(new StatusReply(), Server));
    }

    [Fact]
    public void A_drained_server_owns_nothing_more()
    {
        StatusReply.Types.Server server = new() { Name = "s2", Owned = 3 };
        StatusReply status = new() { Servers = { server } };
        Assert.Equal("s2 still owns 3 buckets", FleetView.StillOwning(status, Server));
        server.Owned = 0;
        Assert.Null(FleetView.StillOwning(status, Server));
    }

    private static StatusReply Status(uint first, uint second) => new()
    {
        Generation = 7,
        Muxes =
        {
            new StatusReply.Types.Mux { Name = "mux1", Connected = true, Generation = first },
            new StatusReply.Types.Mux { Name = "mux2", Connected = true, Generation = second },
        },
    };
}
