using System.Net.NetworkInformation;
using Beamer.Core;
using Beamer.Link;
using Xunit;

namespace Beamer.Tests.Unit.Link;

public sealed class AnnouncedAddressTests(TestNamespace network) : IClassFixture<TestNamespace>
{
    private static readonly IPv4Address Client = IPv4Address.Parse("198.51.100.7");
    private static readonly IPv4Address Vip = IPv4Address.Parse("192.0.2.1");
    private static readonly IPv4Address OrdinaryAddress = IPv4Address.Parse("192.0.2.2");

    [Fact]
    public void The_kernel_shows_the_vip_and_never_answers_for_it()
    {
        using RouteNetlink route = network.Run(() => new RouteNetlink());
        using AnnouncedAddress announced = network.Run(() => new AnnouncedAddress());
        InterfaceInfo left = route.FindInterface("left");
        InterfaceInfo right = route.FindInterface("right");
        LetTheKernelAnswer(route, right, left.Address);

        announced.Renew(Vip, validSeconds: 30);
        announced.Renew(Vip, validSeconds: 60);

        Assert.InRange(Assert.Single(Addresses(route)).ValidSeconds, 31u, 60u);
        using PacketRing answers = network.Run(() => PacketRing.Open(new PacketRingOptions { Interface = "left" }));
        using PacketTransmitter client = network.Run(() => PacketTransmitter.Open("left"));
        SendToClosedPort(client, right.Address, left.Address, Vip);
        SendToClosedPort(client, right.Address, left.Address, OrdinaryAddress);

        // The answer of the ordinary address, "port unreachable", comes first because the VIP gives none.
        Wire.ReadUntil(answers, frame =>
        {
            Span<byte> packet = frame.Packet[Wire.EthernetBytes..];
            if (packet[9] != 1) return false;
            Assert.Equal(OrdinaryAddress, IPv4Address.Read(packet[12..]));
            return true;
        });

        announced.Withdraw(Vip);
        Assert.Empty(Addresses(route));
        announced.Withdraw(Vip);
    }

    // R15: what a killed or hung process announced ends without it, and the blackhole stays.
    [Fact]
    public void An_announcement_that_is_not_renewed_ends_by_itself()
    {
        IPv4Address vip = IPv4Address.Parse("192.0.2.9");
        using RouteNetlink route = network.Run(() => new RouteNetlink());
        using (AnnouncedAddress announced = network.Run(() => new AnnouncedAddress()))
        {
            announced.Renew(vip, validSeconds: 1);
        }

        Assert.Contains(route.ListAddresses(), address => address.Address == vip);
        long start = TimeProvider.System.GetTimestamp();
        while (route.ListAddresses().Any(address => address.Address == vip))
        {
            Assert.InRange(TimeProvider.System.GetElapsedTime(start).TotalSeconds, 0, 10);
        }

        Assert.InRange(TimeProvider.System.GetElapsedTime(start).TotalSeconds, 0.5, 4);
        string routes = TestNamespace.Ip($"-n {network.Name} route show table local {vip}");
        Assert.StartsWith($"blackhole {vip}", routes, StringComparison.Ordinal);
    }

    private static IEnumerable<InterfaceAddress> Addresses(RouteNetlink route) =>
        route.ListAddresses().Where(address => address.Address == Vip);

    private static void SendToClosedPort(
        PacketTransmitter client, PhysicalAddress to, PhysicalAddress from, IPv4Address address)
    {
        using var memory = new PacketMemory(1, headroomBytes: 0, packetBytes: 128);
        PacketFrame frame = memory.Frame(0, 64);
        Wire.WriteEthernet(frame.Packet, to, from);
        Wire.WriteUdp(frame.Packet[Wire.EthernetBytes..], Client, 40001, address, 9);
        client.Enqueue(frame, 0, 64);
        client.Flush();
    }

    private void LetTheKernelAnswer(RouteNetlink route, InterfaceInfo right, PhysicalAddress left)
    {
        string mac = string.Join(':', left.GetAddressBytes().Select(octet => octet.ToString("x2", null)));
        route.SetAddress(route.FindInterface("lo").Index, OrdinaryAddress, 32);
        route.SetAddress(right.Index, IPv4Address.Parse("203.0.113.2"), 24);
        TestNamespace.Ip($"-n {network.Name} neighbour replace 203.0.113.1 lladdr {mac} dev right");
        TestNamespace.Ip($"-n {network.Name} route replace default via 203.0.113.1");
        network.Run(() =>
        {
            new SysctlFile("net/ipv4/conf/all/rp_filter").Write(0);
            new SysctlFile("net/ipv4/conf/right/rp_filter").Write(0);
            return true;
        });
    }
}
