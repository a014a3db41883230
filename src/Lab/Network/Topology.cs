using System.Text;

namespace Beamer.Lab.Network;

/// <summary>Builds and removes the lab's machines (namespaces) and the links between them.</summary>
internal static class Topology
{
    private const string Client = "client";
    private const string RouterName = "router";
    private const string Fabric = "fabric";
    public const string ControllerName = "ctl";

    private static IEnumerable<(string Machine, string Address)> FabricMembers =>
        [
            (RouterName, AddressPlan.RouterOnFabric),
            (ControllerName, AddressPlan.Controller),
            .. AddressPlan.Muxes.Select(mux => (mux.Name, mux.Address)),
            .. AddressPlan.Servers.Select(server => (server.Name, server.Address)),
        ];

    private static IEnumerable<string> Machines => [Client, Fabric, .. FabricMembers.Select(member => member.Machine)];

    public static void Build(FleetShape shape)
    {
        IEnumerable<string> additions = Machines.Select(machine => $"netns add {Namespaces.Of(machine)}\n");
        HostTool.Feed("ip", string.Concat(additions), "-batch", "-");
        foreach (string machine in Machines) ConfigureKernel(machine);
        BuildFabric();
        BuildClientLink();
        foreach (LabServer server in AddressPlan.Servers) BringUp(server, shape);
        foreach (LabMux mux in AddressPlan.Muxes) BringUp(mux, shape);
        Router.SetNextHops(AddressPlan.Muxes);
    }

    public static void Remove()
    {
        foreach (string name in Namespaces.Existing()) Namespaces.Remove(name);
    }

    /// <summary>As if the machine's cable was pulled.</summary>
    public static void TakeLinkDown(string machine) =>
        HostTool.Run("ip", "-n", Namespaces.Of(machine), "link", "set", "fabric", "down");

    /// <summary>A crashed server comes up again: the same link address, and nothing else of what it was.</summary>
    public static void Reboot(LabServer server, FleetShape shape)
    {
        string linkAddress = HostTool.Run(
            "ip", "netns", "exec", Namespaces.Of(server.Name), "cat", "/sys/class/net/fabric/address").Trim();
        // First the link: with the namespace it would go at some later moment.
        HostTool.Run("ip", "-n", Namespaces.Of(Fabric), "link", "delete", server.Name);
        Namespaces.Remove(Namespaces.Of(server.Name));
        HostTool.Run("ip", "netns", "add", Namespaces.Of(server.Name));
        ConfigureKernel(server.Name);
        HostTool.Feed("ip", PlugIn(server.Name, $" address {linkAddress}"), "-n", Namespaces.Of(Fabric), "-batch", "-");
        Address(server.Name, server.Address);
        BringUp(server, shape);
    }

    private static void ConfigureKernel(string machine)
    {
        List<string> settings =
        [
            "net.ipv6.conf.all.disable_ipv6=1",
            "net.ipv6.conf.default.disable_ipv6=1",
            // Answers leave by another way than their questions came (direct server return).
            "net.ipv4.conf.all.rp_filter=0",
            "net.ipv4.conf.default.rp_filter=0",
        ];
        if (machine == RouterName)
        {
            // Packets of one flow keep to one MUX; those from a MUX go out where they came in, which is no mistake.
            settings.AddRange(
                ["net.ipv4.ip_forward=1", "net.ipv4.fib_multipath_hash_policy=1",
                 "net.ipv4.conf.all.send_redirects=0", "net.ipv4.conf.default.send_redirects=0"]);
        }

        if (AddressPlan.Servers.Any(server => server.Name == machine))
        {
            // The VIP on lo is not for the neighbours to know.
            settings.AddRange(
                ["net.ipv4.conf.all.arp_ignore=1", "net.ipv4.conf.default.arp_ignore=1",
                 "net.ipv4.conf.all.arp_announce=2", "net.ipv4.conf.default.arp_announce=2"]);
        }

        // A kernel without IPv6 lacks the first two: nothing to turn off then.
        HostTool.Run("ip", ["netns", "exec", Namespaces.Of(machine), "sysctl", "-e", "-q", "-w", .. settings]);
        HostTool.Run("ip", "-n", Namespaces.Of(machine), "link", "set", "lo", "up");
    }

    private static void BuildFabric()
    {
        string fabric = Namespaces.Of(Fabric);
        StringBuilder batch = new();
        batch.Append("link add bridge type bridge\n");
        foreach ((string machine, string _) in FabricMembers) batch.Append(PlugIn(machine));

        batch.Append($"link set bridge mtu {AddressPlan.FabricMtuBytes} up\n");
        HostTool.Feed("ip", batch.ToString(), "-n", fabric, "-batch", "-");
        foreach ((string machine, string address) in FabricMembers) Address(machine, address);
    }

    /// <summary>Commands that link a machine to the fabric.</summary>
    private static string PlugIn(string machine, string peerOptions = "") =>
        $"link add {machine} mtu {AddressPlan.FabricMtuBytes} type veth "
        + $"peer name fabric mtu {AddressPlan.FabricMtuBytes}{peerOptions} netns {Namespaces.Of(machine)}\n"
        + $"link set {machine} master bridge up\n";

    private static void Address(string machine, string address)
    {
        string commands = $"link set fabric up\naddress add {address}/24 dev fabric\n";
        if (machine != RouterName) commands += $"route add default via {AddressPlan.RouterOnFabric}\n";
        HostTool.Feed("ip", commands, "-n", Namespaces.Of(machine), "-batch", "-");
    }

    private static void BuildClientLink()
    {
        string router = Namespaces.Of(RouterName);
        IEnumerable<string> addresses = AddressPlan.Clients.Select(address => $"address add {address}/24 dev uplink\n");
        HostTool.Run(
            "ip", "-n", Namespaces.Of(Client), "link", "add", "uplink", "type", "veth",
            "peer", "name", "clients", "netns", router);
        HostTool.Feed(
            "ip", $"link set clients up\naddress add {AddressPlan.ClientGateway}/24 dev clients\n",
            "-n", router, "-batch", "-");
        HostTool.Feed(
            "ip", $"link set uplink up\n{string.Concat(addresses)}route add default via {AddressPlan.ClientGateway}\n",
            "-n", Namespaces.Of(Client), "-batch", "-");
        // What is born on this host would reach the MUX with unfinished checksums and in segments beyond the MTU.
        TurnOff(Client, "uplink", "tx", "tso", "gso", "gro");
    }

    /// <summary>Gives a server the VIP, and the segment size by which clients know it.</summary>
    private static void BringUp(LabServer server, FleetShape shape)
    {
        string commands =
            $"address add {AddressPlan.Vip}/32 dev lo\n" +
            $"route replace default via {AddressPlan.RouterOnFabric} advmss {server.AnnouncedSegmentBytes}\n";
        HostTool.Feed("ip", commands, "-n", Namespaces.Of(server.Name), "-batch", "-");
        if (!shape.AgentsInKernel) return;
        KernelPrograms.LetIn(Fabric, server.Name);
        Set(server.Name, "forwarding");
    }

    private static void BringUp(LabMux mux, FleetShape shape)
    {
        TurnOff(mux.Name, "fabric", "gro", "gso", "tso");
        if (!shape.MuxesInKernel) return;
        KernelPrograms.LetIn(Fabric, mux.Name);
        if (shape.Output == "raw") Set(mux.Name, "forwarding", "accept_local");
    }

    /// <summary>So that a program in the kernel may ask for the way, and hand the kernel what has none yet.</summary>
    private static void Set(string machine, params IEnumerable<string> settings) => HostTool.Run(
        "ip", ["netns", "exec", Namespaces.Of(machine), "sysctl", "-q", "-w",
            .. settings.Select(setting => $"net.ipv4.conf.fabric.{setting}=1")]);

    private static void TurnOff(string machine, string device, params string[] features) =>
        HostTool.Run(
            "ip", ["netns", "exec", Namespaces.Of(machine), "ethtool", "-K", device,
                .. features.SelectMany(feature => new[] { feature, "off" })]);
}
