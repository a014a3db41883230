using Beamer.Core;
using Beamer.Link;
using Xunit;

namespace Beamer.Tests.Unit.Link;

public sealed class TunDeviceTests(TestNamespace network) : IClassFixture<TestNamespace>
{
    private static readonly IPv4Address Client = IPv4Address.Parse("198.51.100.7");
    private static readonly IPv4Address Vip = IPv4Address.Parse("192.0.2.1");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_packet_from_anywhere_reaches_the_socket_of_the_vip(int reversePathFilterOfAll)
    {
        TestNamespace.Ip($"-n {network.Name} address replace {Vip}/32 dev lo");
        TestNamespace.Ip($"-n {network.Name} address replace 203.0.113.2/24 dev left");
        TestNamespace.Ip($"-n {network.Name} route replace default via 203.0.113.1");
        network.Run(() =>
        {
            new SysctlFile("net/ipv4/conf/all/rp_filter").Write(reversePathFilterOfAll);
            return true;
        });
        using TunDevice tun = network.Run(() => TunDevice.Open("beamer0", mtuBytes: 1500));
        using UdpEndpoint socket = network.Run(
            () => UdpEndpoint.Open(new UdpEndpointOptions { Address = Vip, Port = 53 }));
        var packet = new byte[128];
        packet.AsSpan().Fill(7);
        Wire.WriteUdp(packet, Client, 40001, Vip, 53);

        Assert.True(tun.Write(packet));

        using var poll = new PollSet(socket);
        poll.Wait(timeoutMilliseconds: 2000);
        Assert.Equal(1, socket.Receive());
        Assert.Equal(Client, socket.Datagram(0).Source);
        Assert.Equal(40001, socket.Datagram(0).SourcePort);
        Assert.Equal(100, socket.Datagram(0).Frame.Length);
        Assert.Equal(1, tun.Written);
    }

    [Fact]
    public void A_second_process_takes_over_the_device_without_a_gap()
    {
        TunDevice old = network.Run(() => TunDevice.Open("beamer1", mtuBytes: 1400));
        using TunDevice heir = network.Run(() => TunDevice.Open("beamer1", mtuBytes: 1400));
        old.Dispose();
        InterfaceInfo device = network.Run(() =>
        {
            using var route = new RouteNetlink();
            return route.FindInterface("beamer1");
        });
        var packet = new byte[128];
        Wire.WriteUdp(packet, Client, 40001, Vip, 53);

        Assert.True(heir.Write(packet));
        Assert.True(device.IsUp);
        Assert.Equal(1400, device.MtuBytes);
    }

    [Fact]
    public void What_is_no_packet_is_refused_and_counted()
    {
        using TunDevice tun = network.Run(() => TunDevice.Open("beamer2", mtuBytes: 1500));

        Assert.False(tun.Write([0xff, 0xff]));

        Assert.Equal(1, tun.Refused);
        Assert.NotEqual(0, tun.LastErrno);
    }
}
