using Beamer.Core;
using Beamer.Core.Tables;
using Beamer.Tests.Testing;
using Xunit;

namespace Beamer.Tests.Unit.Core.Tables;

public sealed class FleetConfigurationRulesTests
{
    private readonly FleetConfiguration _good = Fleets.Configuration();

    [Fact]
    public void A_good_configuration_has_no_reasons() => Assert.Empty(FleetConfigurationRules.Check(_good));

    [Fact]
    public void A_vip_owned_twice_is_named() => Refused(
        _good with { Services = [.. _good.Services, .. _good.Services] },
        "services: service 192.0.2.10:80/tcp appears 2 times; it must be unique.");

    [Fact]
    public void An_address_owned_twice_is_named() => Refused(
        _good with { Servers = [.. _good.Servers, new Server("s9", Fleets.Server(1), new PoolId(0))] },
        "servers and muxes: address 10.0.0.1 appears 2 times; it must be unique.");

    [Fact]
    public void A_machine_whose_address_is_a_vip_is_named() => Refused(
        _good with { Servers = [new Server("s1", Fleets.Web.Vip, new PoolId(0))] },
        "servers[s1].address 192.0.2.10 is also a VIP; a machine needs its own address.");

    [Fact]
    public void A_service_of_no_pool_is_named() => Refused(
        _good with { Services = [new Service(Fleets.Web, new PoolId(5))] },
        "services[192.0.2.10:80/tcp].pool names pool 5, which does not exist.");

    [Theory]
    [InlineData(0)]
    [InlineData(1_048_577)]
    public void A_bucket_count_out_of_range_is_named(int buckets) => Refused(
        Fleets.Configuration(pool: Fleets.Pool(buckets)), $"pools[web].buckets is {buckets}; it must be 1..1048576.");

    [Fact]
    public void A_name_that_does_not_fit_is_named() => Refused(
        _good with { Muxes = [new MuxEntry("Mux_1", IPv4Address.Parse("10.0.1.1"))] },
        "muxes[Mux_1].name 'Mux_1' is not 1..63 characters of a-z, 0-9, '-' and '.'.");

    [Fact]
    public void All_reasons_come_together()
    {
        FleetConfiguration bad = _good with
        {
            Pools = [Fleets.Pool(0, 9, 2)],
            Services = [new Service(Fleets.Web with { Port = 0 }, new PoolId(3))],
        };
        Assert.Equal(5, FleetConfigurationRules.Check(bad).Count);
    }

    private static void Refused(FleetConfiguration configuration, string sentence) =>
        Assert.Contains(sentence, FleetConfigurationRules.Check(configuration));
}
