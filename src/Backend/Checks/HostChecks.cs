using Beamer.Core;
using Beamer.Core.Wire;

namespace Beamer.Backend.Checks;

/// <summary>
/// Finds what would make a correctly set up fleet fail on this one host; says it with the command that mends it.
/// </summary>
internal static class HostChecks
{
    private const int ClientPacketBytes = 1500;

    /// <summary>Outer IPv4 and UDP, GUE, and a version 1 chain header with the default K = 2 previous owners.</summary>
    private static readonly int OverheadBytes =
        OuterHeader.Size + GueHeader.Size + ChainHeader.SizeOf(ChainVersion.Row, 2);

    /// <summary>What keeps the agent from starting at all.</summary>
    internal static IReadOnlyList<string> Fatal(HostFacts facts, BackendOptions options) => facts.Uplink is null
        ? [$"No interface has Backend:Address {options.Address}; add it with 'ip address add', or correct the option."]
        : [];

    /// <summary>What is wrong now, one sentence each.</summary>
    internal static IReadOnlyList<string> Check(HostFacts facts, BackendOptions options)
    {
        List<string> problems = [.. Fatal(facts, options)];
        CheckArp(facts, problems);
        CheckVips(facts, problems);
        if (facts.TunReversePathFilter == 1)
        {
            string setting = $"net.ipv4.conf.{options.TunName}.rp_filter";
            problems.Add(
                $"rp_filter is strict on {options.TunName}: every packet of a client would be dropped; "
                + $"mend it with 'sysctl -w {setting}=2'.");
        }

        if (facts.SendsByXdp && !facts.UplinkForwards)
        {
            string setting = $"net.ipv4.conf.{facts.Uplink}.forwarding";
            problems.Add(
                $"{setting} is 0: the XDP program gets no routes, so that packets for other servers take the slow way "
                + $"through this process, and none while it is down; mend it with 'sysctl -w {setting}=1'.");
        }

        int needed = ClientPacketBytes + OverheadBytes;
        if (facts.Uplink is not null && facts.UplinkMtuBytes < needed)
        {
            problems.Add(
                $"The MTU of {facts.Uplink} is {facts.UplinkMtuBytes}, but clients' packets take up to {needed} bytes "
                + $"with the tunnel; mend it with 'ip link set {facts.Uplink} mtu 1600' on the whole fabric, or with "
                + $"'advmss {ClientPacketBytes - 40 - OverheadBytes}' on this server's default route.");
        }

        problems.AddRange(facts.WithoutListener.Select(service =>
            $"Nobody listens for {service}: new clients would be refused; start the application, or bind it to "
            + $"{service.Vip} or 0.0.0.0."));
        return problems;
    }

    private static void CheckArp(HostFacts facts, List<string> problems)
    {
        if (facts.ArpIgnore == 0)
        {
            problems.Add(
                "arp_ignore is 0: this server would answer ARP for the VIP and draw its packets past the MUXes; "
                + "mend it with 'sysctl -w net.ipv4.conf.all.arp_ignore=1'.");
        }

        if (facts.ArpAnnounce < 2)
        {
            problems.Add(
                $"arp_announce is {facts.ArpAnnounce}: this server would send ARP requests with the VIP as sender; "
                + "mend it with 'sysctl -w net.ipv4.conf.all.arp_announce=2'.");
        }
    }

    private static void CheckVips(HostFacts facts, List<string> problems)
    {
        foreach (IPv4Address vip in facts.Services.Select(service => service.Vip).Distinct())
        {
            if (facts.Addresses.Contains(vip)) continue;
            string consequence = facts.Forwards
                ? "the kernel would forward clients' packets back to the network"
                : "the kernel would drop clients' packets";
            problems.Add(
                $"The VIP {vip} is on no interface: {consequence}; mend it with 'ip address add {vip}/32 dev lo'.");
        }
    }
}
