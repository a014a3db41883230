using Beamer.Core;
using Beamer.Link;
using Xunit;

namespace Beamer.Tests.Unit.Link;

public sealed class RouteNetlinkTests(TestNamespace network) : IClassFixture<TestNamespace>, IDisposable
{
    private static readonly IPv4Address Vip = IPv4Address.Parse("192.0.2.1");
    private readonly RouteNetlink _route = network.Run(() => new RouteNetlink());

    public void Dispose() => _route.Dispose();

    [Fact]
    public void An_address_with_a_lifetime_is_renewed_and_removed()
    {
        int loopback = _route.FindInterface("lo").Index;

        _route.SetAddress(loopback, Vip, 32, validSeconds: 3);
        Assert.InRange(Assert.Single(Vips()).ValidSeconds, 1u, 3u);
        _route.SetAddress(loopback, Vip, 32, validSeconds: 30);
        Assert.InRange(Assert.Single(Vips()).ValidSeconds, 4u, 30u);
        _route.SetAddress(loopback, Vip, 32);
        Assert.Equal(new InterfaceAddress(Vip, 32, loopback, RouteNetlink.Forever), Assert.Single(Vips()));

        Assert.True(_route.RemoveAddress(loopback, Vip, 32));
        Assert.False(_route.RemoveAddress(loopback, Vip, 32));
        Assert.Empty(Vips());
    }

    [Fact]
    public void An_interface_is_described()
    {
        InterfaceInfo left = _route.FindInterface("left");

        Assert.Equal(("left", 1600, true), (left.Name, left.MtuBytes, left.IsUp));
        Assert.Equal(6, left.Address.GetAddressBytes().Length);
        Assert.Equal(19, Assert.Throws<LinkException>(() => _route.FindInterface("missing0")).Errno);
    }

    [Fact]
    public void A_namespace_has_a_number_of_its_own_and_one_boot()
    {
        ulong inside = network.Run(NetworkNamespace.CurrentCookie);

        Assert.NotEqual(NetworkNamespace.CurrentCookie(), inside);
        Assert.Equal(inside, network.Run(NetworkNamespace.CurrentCookie));
        Assert.Equal(NetworkNamespace.BootId(), network.Run(NetworkNamespace.BootId));
        Assert.Equal(2, Assert.Throws<LinkException>(() => NetworkNamespace.Run("beamer-test-none", () => 0)).Errno);
    }

    private IEnumerable<InterfaceAddress> Vips() => _route.ListAddresses().Where(address => address.Address == Vip);
}
