using Beamer.Core;

namespace Beamer.Backend.Checks;

/// <summary>
/// What an agent must know of its host to say whether clients' packets would arrive and be answered rightly.
/// </summary>
internal sealed record HostFacts
{
    /// <summary>The interface that has the server's own address; null when none has.</summary>
    internal string? Uplink { get; init; }

    /// <summary>Longest packet that the uplink takes.</summary>
    internal int UplinkMtuBytes { get; init; }

    /// <summary>The addresses of all interfaces.</summary>
    internal IReadOnlySet<IPv4Address> Addresses { get; init; } = new HashSet<IPv4Address>();

    /// <summary><c>net.ipv4.conf.UPLINK.forwarding</c>.</summary>
    internal bool UplinkForwards { get; init; }

    /// <summary>Whether an XDP program sends packets on to other servers, by the kernel's routes.</summary>
    internal bool SendsByXdp { get; init; }

    /// <summary><c>net.ipv4.ip_forward</c>.</summary>
    internal bool Forwards { get; init; }

    /// <summary>The greater of <c>rp_filter</c> for all and for the TUN device: 0 off, 1 strict, 2 loose.</summary>
    internal int TunReversePathFilter { get; init; }

    /// <summary>The greater of <c>arp_ignore</c> for all and for the uplink.</summary>
    internal int ArpIgnore { get; init; }

    /// <summary>The greater of <c>arp_announce</c> for all and for the uplink.</summary>
    internal int ArpAnnounce { get; init; }

    /// <summary>This server's services.</summary>
    internal IReadOnlyList<ServiceKey> Services { get; init; } = [];

    /// <summary>Those of them that nobody listens for.</summary>
    internal IReadOnlyList<ServiceKey> WithoutListener { get; init; } = [];

    /// <summary>A new client of every service would be served.</summary>
    internal bool TakesClients =>
        WithoutListener.Count == 0 && Services.All(service => Addresses.Contains(service.Vip))
        && TunReversePathFilter != 1;
}
