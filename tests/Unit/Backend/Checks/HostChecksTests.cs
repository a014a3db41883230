using Beamer.Backend;
using Beamer.Backend.Checks;
using Beamer.Core;
using Beamer.Tests.Testing;
using Xunit;

namespace Beamer.Tests.Unit.Backend.Checks;

public sealed class HostChecksTests
{
    private static readonly BackendOptions Options = new() { Name = "s1", Address = "10.0.0.1" };

    private static readonly HostFacts Good = new()
    {
        Uplink = "eth0",
        UplinkMtuBytes = 1600,
        Addresses = new HashSet<IPv4Address> { Fleets.Server(1), Fleets.Web.Vip },
        ArpIgnore = 1,
        ArpAnnounce = 2,
        Services = [Fleets.Web],
    };

    [Fact]
    public void A_good_host_has_no_problem() => Assert.Empty(HostChecks.Check(Good, Options));

    [Fact]
    public void Clients_are_taken_only_with_a_listener_the_VIP_and_a_device_that_lets_them_in()
    {
        Assert.True(Good.TakesClients);
        Assert.False((Good with { WithoutListener = [Fleets.Web] }).TakesClients);
        Assert.False((Good with { Addresses = new HashSet<IPv4Address> { Fleets.Server(1) } }).TakesClients);
        Assert.False((Good with { TunReversePathFilter = 1 }).TakesClients);
        Assert.True((Good with { TunReversePathFilter = 2, ArpIgnore = 0, UplinkMtuBytes = 1500 }).TakesClients);
    }

    [Fact]
    public void Only_a_missing_address_keeps_the_agent_from_starting()
    {
        Assert.Single(HostChecks.Fatal(Good with { Uplink = null }, Options));
        Assert.Empty(HostChecks.Fatal(Good with { ArpIgnore = 0, UplinkMtuBytes = 1500 }, Options));
    }

    public static TheoryData<string, string> Problems => new()
    {
        { "arp_ignore", "sysctl -w net.ipv4.conf.all.arp_ignore=1" },
        { "arp_announce", "sysctl -w net.ipv4.conf.all.arp_announce=2" },
        { "rp_filter", "sysctl -w net.ipv4.conf.beamer0.rp_filter=2" },
        { "mtu", "ip link set eth0 mtu 1600" },
        { "vip", "ip address add 192.0.2.10/32 dev lo" },
        { "forwarding", "sysctl -w net.ipv4.conf.eth0.forwarding=1" },
        { "listener", "start the application" },
    };

    [Theory]
    [MemberData(nameof(Problems))]
    public void Each_problem_is_one_sentence_with_the_command_that_mends_it(string fault, string command)
    {
        HostFacts facts = fault switch
        {
            "arp_ignore" => Good with { ArpIgnore = 0 },
            "arp_announce" => Good with { ArpAnnounce = 1 },
            "rp_filter" => Good with { TunReversePathFilter = 1 },
            "mtu" => Good with { UplinkMtuBytes = 1500 },
            "vip" => Good with { Addresses = new HashSet<IPv4Address>() },
            "forwarding" => Good with { SendsByXdp = true },
            _ => Good with { WithoutListener = [Fleets.Web] },
        };

        Assert.Contains(command, Assert.Single(HostChecks.Check(facts, Options)), StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_are_named_at_once()
    {
        HostFacts facts =
            Good with { ArpIgnore = 0, ArpAnnounce = 0, UplinkMtuBytes = 1500, WithoutListener = [Fleets.Web] };

        Assert.Equal(4, HostChecks.Check(facts, Options).Count);
    }
}
