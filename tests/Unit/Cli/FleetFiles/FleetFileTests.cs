using Beamer.Cli.FleetFiles;
using Beamer.Rpc.V1;
using Xunit;

namespace Beamer.Tests.Unit.Cli.FleetFiles;

public sealed class FleetFileTests
{
    [Fact]
    public void The_sample_in_deploy_is_a_fleet()
    {
        string sample = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "fleet.yaml"));

        FleetSpec fleet = FleetFile.Read(sample, out IReadOnlyList<FileProblem> problems);

        Assert.Empty(problems);
        Assert.Equal(["s1", "s2"], fleet.Servers.Select(server => server.Name));
        Assert.Equal(["mux1", "mux2"], fleet.Muxes.Select(mux => mux.Name));
        Assert.Equal(443u, fleet.Services[1].Port);
    }

    [Fact]
    public void Every_field_arrives_in_the_request()
    {
        FleetSpec fleet = Accept("""
            pools: [{ name: web, buckets: 1024, previous: 0, header: glb, server_networks: [10.0.0.0/8, 172.16.0.0/12]}]
            services: [{ vip: 192.0.2.10, port: 80, protocol: udp, pool: web }]
            servers:  [{ name: s1, address: 10.9.0.11, pool: web, weight: 0, drain: true }]
            muxes:    [{ name: mux1, address: 10.9.0.2 }]
            """);

        FleetSpec expected = new()
        {
            Pools =
            {
                new FleetSpec.Types.Pool
                {
                    Name = "web",
                    Buckets = 1024,
                    Previous = 0,
                    Header = "glb",
                    ServerNetworks = { "10.0.0.0/8", "172.16.0.0/12" },
                },
            },
            Services =
            {
                new FleetSpec.Types.Service { Vip = "192.0.2.10", Port = 80, Protocol = "udp", Pool = "web" },
            },
            Servers =
            {
                new FleetSpec.Types.Server
                {
                    Name = "s1",
                    Address = "10.9.0.11",
                    Pool = "web",
                    Weight = 0,
                    Drain = true,
                },
            },
            Muxes = { new FleetSpec.Types.Mux { Name = "mux1", Address = "10.9.0.2" } },
        };
        Assert.Equal(expected, fleet);
    }

    [Fact]
    public void What_is_left_out_has_the_documented_default()
    {
        FleetSpec fleet = Accept("""
            pools: [{ name: web }]
            servers: [{ name: s1, address: 10.9.0.11, pool: web }]
            """);

        Assert.Equal(65_536u, fleet.Pools[0].Buckets);
        Assert.Equal("beamer", fleet.Pools[0].Header);
        Assert.False(fleet.Pools[0].HasPrevious);
        Assert.False(fleet.Servers[0].HasWeight);
        Assert.False(fleet.Servers[0].Drain);
    }

    [Fact]
    public void Every_problem_is_named_at_once_with_its_line()
    {
        IReadOnlyList<FileProblem> problems = Refuse("""
            pools:
              - name: web
                buckets: many
                server_networks: [10.0.0.0/33]
            services:
              - { vip: 192.0.2.10, port: 80, pool: web }
              - { vip: 192.0.2.10, port: 80, pool: web }
            servers:
              - { name: s1, address: 10.9.0.11, pool: web, wieght: 1 }
              - { name: s2, address: 10.9.0.11, pool: web, weight: 1000001 }
              - { name: s3, address: 10.9.0.13, pool: wbe }
            muxes:
              - { name: mux1, name: mux2, address: 10.9.0.2 }
            """);

        Assert.Equal([3, 4, 7, 9, 10, 10, 11, 13], problems.Select(problem => problem.Line));
        Assert.Collection(
            problems.Select(problem => problem.Sentence),
            Names("pools[web].buckets"),
            Names("pools[web].server_networks"),
            Names("192.0.2.10:80/tcp is already declared on line 6"),
            Names("servers[s1].wieght is unknown"),
            Names("servers[s2].weight"),
            Names("10.9.0.11 is already declared on line 9"),
            Names("servers[s3].pool names pool wbe"),
            Names("'name' stands twice"));
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("# nothing but a comment", "the file is empty")]
    [InlineData("- pools", "fleet is a list")]
    [InlineData("pools: web", "fleet.pools is 'web'; it must be a list")]
    [InlineData("pools: [web]", "pools[0] is 'web'; it must be a mapping")]
    [InlineData("pools: [{ buckets: 5 }]", "pools[0].name is missing")]
    [InlineData("pools: [{ name: web, buckets: '5' }]", "in quotes")]
    [InlineData("pools: [{ name: web, buckets: 0 }]", "1..1048576")]
    [InlineData("pools: [{ name: web, previous: 8 }]", "0..7")]
    [InlineData("pools: [{ name: web, header: gue }]", "beamer or glb")]
    [InlineData("pools: [{ name: web, server_networks: ['::/0'] }]", "IPv4 network")]
    [InlineData("pools: [{ name: web, server_networks: [10.0.0.1/8] }]", "IPv4 network")]
    [InlineData("services: [{ vip: 192.0.2.1, pool: web }]", "services[0].port is missing")]
    [InlineData("services: [{ vip: 192.0.2.256, port: 1, pool: web }]", "services[0].vip is '192.0.2.256'")]
    [InlineData("services: [{ vip: 192.0.2.1, port: 65536, pool: web }]", "1..65535")]
    [InlineData("services: [{ vip: 192.0.2.1, port: 1, protocol: sctp, pool: web }]", "tcp or udp")]
    [InlineData("servers: [{ name: s1, address: 10.0.0.1, pool: web, drain: yes }]", "true or false")]
    [InlineData("servers: [{ name: s1, address: 10.0.0.1, pool: web, weight: -1 }]", "0..1000000")]
    [InlineData("servers: [{ name: [s1], address: 10.0.0.1, pool: web }]", "servers[0].name is a list")]
    [InlineData("muxes: [{ name: mux1, address: }]", "muxes[mux1].address is missing")]
    [InlineData("pools: &a []\nmuxes: *a", "alias")]
    [InlineData("pools: [", "not YAML")]
    [InlineData("pools: []\n---\npools: []", "second document")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]", "nested too deeply")]
    public void A_wrong_file_is_refused(string text, string reason)
    {
        IReadOnlyList<FileProblem> problems = Refuse(text);

        Assert.Contains(problems, problem => problem.Sentence.Contains(reason, StringComparison.Ordinal));
        Assert.All(problems, problem => Assert.InRange(problem.Line, 1, 3));
    }

    private static Action<string> Names(string part) =>
        sentence => Assert.Contains(part, sentence, StringComparison.Ordinal);

    private static FleetSpec Accept(string text)
    {
        FleetSpec fleet = FleetFile.Read(text, out IReadOnlyList<FileProblem> problems);
        Assert.Empty(problems);
        return fleet;
    }

    private static IReadOnlyList<FileProblem> Refuse(string text)
    {
        FleetFile.Read(text, out IReadOnlyList<FileProblem> problems);
        Assert.NotEmpty(problems);
        return problems;
    }
}
