using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;
using Beamer.Tests.Simulation;
using Xunit;

namespace Beamer.Tests.Unit.Core.Fleet;

public sealed class FleetIntentRulesTests
{
    private readonly FleetIntent _good = SimulatedFleet.Intent(servers: 3);

    [Fact]
    public void A_good_intent_has_no_reasons()
    {
        Assert.Empty(FleetIntentRules.Check(_good));
        Assert.Empty(FleetIntentRules.CheckChange(_good, _good));
    }

    [Fact]
    public void Every_mistake_is_named_at_once()
    {
        IPv4Network network = new(IPv4Address.Parse("10.0.0.0"), 31);
        FleetIntent bad = _good with
        {
            Pools = [_good.Pools[0] with { ServerNetworks = [network] }],
            Services = [.. _good.Services, .. _good.Services],
            Servers =
            [
                _good.Servers[0] with { Weight = 1_000_001 },
                _good.Servers[1],
                _good.Servers[1] with { Name = "twin" },
            ],
        };
        List<string> reasons = FleetIntentRules.Check(bad);
        Assert.Contains(reasons, reason => reason.Contains("weight is 1000001", StringComparison.Ordinal));
        Assert.Contains(
            reasons, reason => reason.Contains("192.0.2.1:80/tcp appears 2 times", StringComparison.Ordinal));
        Assert.Contains(reasons, reason => reason.Contains("10.0.0.2 appears 2 times", StringComparison.Ordinal));
        Assert.Contains(reasons, reason => reason.Contains("lies in none of the networks", StringComparison.Ordinal));
    }

    [Fact]
    public void A_service_of_an_unknown_pool_is_refused()
    {
        FleetIntent bad = _good with { Services = [_good.Services[0] with { Pool = new PoolId(9) }] };
        Assert.Contains(FleetIntentRules.Check(bad), reason => reason.Contains("pool 9", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_fixed_for_life_cannot_change()
    {
        Pool pool = _good.Pools[0].Pool;
        FleetIntent changed = _good with
        {
            Pools = [new IntentPool(pool with { BucketCount = 128, PreviousMax = 1, Key = new SipKey(3, 4) }, [])],
            Servers = _good.Servers.SetItem(0, _good.Servers[0] with { Address = SimulatedFleet.AddressOf(9) }),
            Muxes = _good.Muxes.SetItem(0, _good.Muxes[0] with { Address = SimulatedFleet.AddressOf(8) }),
        };
        Assert.Equal(5, FleetIntentRules.CheckChange(_good, changed).Count);
    }

    [Theory]
    [InlineData("10.0.0.0/8", true)]
    [InlineData("0.0.0.0/0", true)]
    [InlineData("10.0.0.1/8", false)]
    [InlineData("10.0.0.0/33", false)]
    [InlineData("10.0.0.0", false)]
    [InlineData("10.0.0.0/+8", false)]
    public void A_network_is_read_strictly(string text, bool isGood) =>
        Assert.Equal(isGood, IPv4Network.TryParse(text, out _));
}
