using Beamer.Controller.Intent;
using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;
using Beamer.Rpc.V1;
using Xunit;

namespace Beamer.Tests.Unit.Controller.Intent;

public sealed class FleetSpecReaderTests
{
    [Fact]
    public void A_good_fleet_is_read_with_its_defaults()
    {
        FleetIntent intent = Read(Good())!;
        IntentPool pool = Assert.Single(intent.Pools);
        Assert.Equal(new PoolId(0), pool.Pool.Id);
        Assert.Equal(65_536, pool.Pool.BucketCount);
        Assert.Equal(2, pool.Pool.PreviousMax);
        Assert.Equal(1, pool.Pool.HeaderVersion);
        Assert.Equal(new SipKey(1, 1), pool.Pool.Key);
        Assert.Equal("192.0.2.10:80/tcp", Assert.Single(intent.Services).Key.ToString());
        Assert.Equal([100u, 7u], intent.Servers.Select(server => server.Weight));
        Assert.Equal("mux1", Assert.Single(intent.Muxes).Name);
    }

    [Fact]
    public void A_pool_keeps_its_number_and_its_key_and_a_new_one_gets_others()
    {
        FleetIntent present = Read(Good())!;
        FleetSpec spec = Good();
        spec.Pools.Insert(0, new FleetSpec.Types.Pool { Name = "mail" });
        FleetIntent intent = Read(spec, present, new SipKey(2, 2))!;
        Assert.Equal((new PoolId(1), new SipKey(2, 2)), (intent.Pools[0].Pool.Id, intent.Pools[0].Pool.Key));
        Assert.Equal(present.Pools[0].Pool, intent.Pools[1].Pool);
    }

    [Fact]
    public void Everything_wrong_is_named_at_once()
    {
        FleetSpec spec = Good();
        spec.Pools[0].Header = "vxlan";
        spec.Pools[0].Buckets = 2_000_000;
        spec.Pools[0].Previous = 8;
        spec.Pools[0].ServerNetworks.Add("10.0.0.1/8");
        spec.Services.Add(
            new FleetSpec.Types.Service { Vip = "192.0.2.300", Port = 70_000, Protocol = "sctp", Pool = "nowhere" });
        spec.Servers.Add(
            new FleetSpec.Types.Server { Name = "s3", Address = "ten", Pool = "nowhere", Weight = 1_000_001 });
        spec.Servers.Add(new FleetSpec.Types.Server { Name = "S 4", Address = "10.0.0.1", Pool = "web" });
        spec.Muxes.Add(new FleetSpec.Types.Mux { Name = "mux1", Address = "10.0.0.201" });
        Assert.Null(Read(spec, out List<string> reasons));
        Assert.Equal(
            [
                "pools[web].buckets is 2000000; the most is 1048576.",
                "pools[web].previous is 8; the most is 7.",
                "pools[web].header is 'vxlan'; it is beamer or glb.",
                "pools[web].server_networks: '10.0.0.1/8' is not a network such as 10.1.0.0/16.",
                "services[192.0.2.300:70000/sctp].vip '192.0.2.300' is not an IPv4 address.",
                "services[192.0.2.300:70000/sctp].protocol is 'sctp'; it is tcp or udp.",
                "services[192.0.2.300:70000/sctp].port is 70000; a port is 1..65535.",
                "services[192.0.2.300:70000/sctp].pool names pool 'nowhere', which does not exist.",
                "servers[s3].address 'ten' is not an IPv4 address.",
                "servers[s3].weight is 1000001; it is 0..1000000.",
                "servers[s3].pool names pool 'nowhere', which does not exist.",
                "muxes: name mux1 appears 2 times; it must be unique.",
                "servers and muxes: address 10.0.0.1 appears 2 times; it must be unique.",
                "servers[S 4].name 'S 4' is not 1..63 characters of a-z, 0-9, '-' and '.'.",
            ],
            reasons);
    }

    [Fact]
    public void A_service_that_stands_twice_is_refused()
    {
        FleetSpec spec = Good();
        spec.Services.Add(spec.Services[0].Clone());
        Assert.Null(Read(spec, out List<string> reasons));
        Assert.Contains("192.0.2.10:80/tcp appears 2 times", Assert.Single(reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pools_shape_is_fixed_for_life()
    {
        FleetIntent present = Read(Good())!;
        FleetSpec spec = Good();
        spec.Pools[0].Buckets = 1024;
        Assert.Null(new FleetSpecReader(present, () => default).TryRead(spec, out List<string> reasons));
        Assert.Contains("pools[web] has 65536 buckets", Assert.Single(reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_lies_in_its_pools_networks()
    {
        FleetSpec spec = Good();
        spec.Pools[0].ServerNetworks.Add("10.0.0.0/30");
        spec.Servers[1].Address = "10.0.0.9";
        Assert.Null(Read(spec, out List<string> reasons));
        Assert.Equal(
            ["servers[s2].address 10.0.0.9 lies in none of the networks of pool web: 10.0.0.0/30."], reasons);
    }

    [Fact]
    public void One_server_is_read_for_the_pools_in_force()
    {
        FleetSpec.Types.Server spec = new() { Name = "s9", Address = "10.0.0.9", Pool = "web" };
        IntentServer? server = new FleetSpecReader(Read(Good())!, () => default).TryRead(spec, out _);
        Assert.Equal(new IntentServer("s9", IPv4Address.Parse("10.0.0.9"), new PoolId(0), 100, false), server);
        Assert.Null(new FleetSpecReader(FleetIntent.Empty, () => default).TryRead(spec, out List<string> reasons));
        Assert.Equal(["servers[s9].pool names pool 'web', which does not exist."], reasons);
    }

    private static FleetSpec Good() => new()
    {
        Pools = { new FleetSpec.Types.Pool { Name = "web" } },
        Services = { new FleetSpec.Types.Service { Vip = "192.0.2.10", Port = 80, Protocol = "tcp", Pool = "web" } },
        Servers =
        {
            new FleetSpec.Types.Server { Name = "s1", Address = "10.0.0.1", Pool = "web" },
            new FleetSpec.Types.Server { Name = "s2", Address = "10.0.0.2", Pool = "web", Weight = 7, Drain = true },
        },
        Muxes = { new FleetSpec.Types.Mux { Name = "mux1", Address = "10.0.0.200" } },
    };

    private static FleetIntent? Read(FleetSpec spec, out List<string> reasons) =>
        new FleetSpecReader(FleetIntent.Empty, () => new SipKey(1, 1)).TryRead(spec, out reasons);

    private static FleetIntent? Read(FleetSpec spec) => Read(spec, out _);

    private static FleetIntent? Read(FleetSpec spec, FleetIntent present, SipKey key) =>
        new FleetSpecReader(present, () => key).TryRead(spec, out _);
}
