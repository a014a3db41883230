using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Link;

namespace Beamer.Backend.Checks;

/// <summary>Reads <see cref="HostFacts"/> from the kernel. One thread at a time.</summary>
internal sealed class HostFactsReader(BackendOptions options) : IDisposable
{
    private readonly RouteNetlink _routes = new();
    private readonly SockDiag _sockets = new();

    /// <exception cref="LinkException">The kernel refused to answer.</exception>
    internal HostFacts Read(AgentView view)
    {
        IReadOnlyList<InterfaceAddress> addresses = _routes.ListAddresses();
        InterfaceInfo? uplink = UplinkOf(addresses, view.Self);
        ServiceKey[] services = ServicesOf(view);
        return new HostFacts
        {
            Uplink = uplink?.Name,
            UplinkMtuBytes = uplink?.MtuBytes ?? 0,
            Addresses = addresses.Select(address => address.Address).ToHashSet(),
            UplinkForwards = uplink is not null
                && new SysctlFile($"net/ipv4/conf/{uplink.Name}/forwarding").Read() != 0,
            Forwards = new SysctlFile("net/ipv4/ip_forward").Read() != 0,
            TunReversePathFilter = TunReversePathFilter(),
            ArpIgnore = Effective("arp_ignore", uplink?.Name),
            ArpAnnounce = Effective("arp_announce", uplink?.Name),
            Services = services,
            WithoutListener = WithoutListener(services),
        };
    }

    /// <summary>
    /// Whether a new client would be served: its packets get past the tunnel's device, the VIP is here, and somebody
    /// listens. Cheap enough for each second.
    /// </summary>
    /// <exception cref="LinkException">The kernel refused to answer.</exception>
    internal bool TakesClients(AgentView view)
    {
        ServiceKey[] services = ServicesOf(view);
        return new HostFacts
        {
            Addresses = _routes.ListAddresses().Select(address => address.Address).ToHashSet(),
            TunReversePathFilter = TunReversePathFilter(),
            Services = services,
            WithoutListener = WithoutListener(services),
        }.TakesClients;
    }

    public void Dispose()
    {
        _routes.Dispose();
        _sockets.Dispose();
    }

    private static ServiceKey[] ServicesOf(AgentView view) =>
    [
        .. view.Configuration.Services
            .Where(service => service.Pool == view.Pool?.Pool.Id)
            .Select(service => service.Key),
    ];

    private ServiceKey[] WithoutListener(ServiceKey[] services) =>
        [.. services.Where(service => !_sockets.HasListener(service))];

    /// <summary>The names come from procfs, which shows this process's own network namespace.</summary>
    private InterfaceInfo? UplinkOf(IReadOnlyList<InterfaceAddress> addresses, IPv4Address self)
    {
        int[] indices = [.. addresses.Where(address => address.Address == self).Select(entry => entry.InterfaceIndex)];
        if (indices.Length == 0) return null;
        return Directory.EnumerateDirectories("/proc/sys/net/ipv4/conf")
            .Select(path => Path.GetFileName(path))
            .Where(name => name is not ("all" or "default"))
            .Select(_routes.FindInterface)
            .FirstOrDefault(network => indices.Contains(network.Index));
    }

    private int TunReversePathFilter() => File.Exists($"/proc/sys/net/ipv4/conf/{options.TunName}/rp_filter")
        ? Effective("rp_filter", options.TunName)
        : 0;

    /// <summary>For these settings the kernel takes the greater of the two.</summary>
    private static int Effective(string setting, string? name)
    {
        int all = new SysctlFile($"net/ipv4/conf/all/{setting}").Read();
        return name is null ? all : Math.Max(all, new SysctlFile($"net/ipv4/conf/{name}/{setting}").Read());
    }
}
