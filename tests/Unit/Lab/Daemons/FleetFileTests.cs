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
          - { name: s1, address: 10.9.0.11, pool: web, weight: 100 }
        muxes:
          - { name: mux1, address: 10.9.0.2 }

        """,
        FleetFile.Write([new LabServer(1, "10.9.0.11")], [new LabMux("mux1", "10.9.0.2")]));
}
