using Beamer.Lab.Daemons;
using Beamer.Lab.Network;
using Xunit;

namespace Beamer.Tests.Unit.Lab.Daemons;

public sealed class FleetFileTests
{
    [Fact]
    public void The_fleet_is_written_as_an_operator_would() => Assert.Equal(
        """
        pools:
          - name: web
            buckets: 65536
            previous: 2
            header: beamer
        services:
          - vip: 192.0.2.10
            port: 80
            protocol: tcp
            pool: web
        servers:
          - { name: s1, address: 10.9.0.11, pool: web, weight: 100, drain: false }
        muxes:
          - { name: mux1, address: 10.9.0.2 }

        """,
        FleetFile.Write(new FleetDeclaration([new LabServer(1, "10.9.0.11")]), [new LabMux("mux1", "10.9.0.2")]));

    [Fact]
    public void A_draining_server_and_its_weight_are_written()
    {
        LabServer server = new(2, "10.9.0.12");
        string text = FleetFile.Write(new FleetDeclaration([server]).Drain(server).Weigh(server, 50), []);
        Assert.Contains(
            "name: s2, address: 10.9.0.12, pool: web, weight: 50, drain: true", text, StringComparison.Ordinal);
    }
}
