using Beamer.Core;
using Beamer.Hosting;
using Beamer.Link;
using Beamer.Mux.Forwarding;

namespace Beamer.Mux;

/// <summary>Looks at the host before anything starts: what is wrong, and the command that mends it.</summary>
internal static class HostCheck
{
    /// <summary>Finds the interface and checks what a MUX cannot do without.</summary>
    /// <param name="options">Validated options.</param>
    /// <exception cref="StartException">Everything without which it cannot start.</exception>
    public static InterfaceInfo Run(MuxOptions options)
    {
        List<string> reasons = [];
        using var netlink = new RouteNetlink();
        InterfaceInfo? found = Find(netlink, options.Interface, reasons);
        IPv4Address address = IPv4Address.Parse(options.Address);
        if (netlink.ListAddresses().All(known => known.Address != address))
        {
            reasons.Add(
                $"Address {address} is not on this host, so servers could not answer probes: " +
                $"ip address add {address}/24 dev {options.Interface}");
        }

        if (found is not null) Check(found, options, reasons);
        if (found is null || reasons.Count > 0) throw new StartException(reasons);
        return found;
    }

    /// <summary>What will go wrong although the MUX can start, one sentence each.</summary>
    /// <param name="options">Validated options.</param>
    /// <param name="found">The interface.</param>
    /// <param name="plane">
    /// The data plane that it got: XDP sees frames before they are merged, and leaves the kernel none to forward.
    /// </param>
    public static IReadOnlyList<string> Problems(MuxOptions options, InterfaceInfo found, IDataPlane plane)
    {
        List<string> problems = [];
        if (plane is not PortableDataPlane) return problems;
        CheckForwarding(options, problems);
        CheckMerging(found, problems);
        return problems;
    }

    private static InterfaceInfo? Find(RouteNetlink netlink, string name, List<string> reasons)
    {
        try
        {
            return netlink.FindInterface(name);
        }
        catch (LinkException e)
        {
            reasons.Add($"Interface {name} cannot be used: {e.Message}");
            return null;
        }
    }

    private static void Check(InterfaceInfo found, MuxOptions options, List<string> reasons)
    {
        if (!found.IsUp) reasons.Add($"Interface {found.Name} is down: ip link set {found.Name} up");
        if (options.Output != "mac-swap") return;
        if (found.Address.GetAddressBytes().Length != 6)
        {
            reasons.Add($"Interface {found.Name} has no Ethernet address: use \"Output\": \"raw\".");
        }

        if (found.MtuBytes < options.FabricMtuBytes)
        {
            reasons.Add(
                $"Interface {found.Name} has an MTU of {found.MtuBytes} bytes, below FabricMtuBytes " +
                $"{options.FabricMtuBytes}: ip link set {found.Name} mtu {options.FabricMtuBytes}, " +
                "or lower FabricMtuBytes.");
        }
    }

    private static void CheckMerging(InterfaceInfo found, List<string> problems)
    {
        if (!ReceiveMerging.IsOn(found.Name)) return;
        problems.Add(
            $"Segments that arrive on {found.Name} are merged (GRO or LRO), and what was merged is too long for the " +
            $"fabric and is dropped: ethtool -K {found.Name} gro off lro off");
    }

    private static void CheckForwarding(MuxOptions options, List<string> problems)
    {
        try
        {
            string setting = $"net/ipv4/conf/{options.Interface}/forwarding";
            if (new SysctlFile(setting).Read() == 0) return;
            problems.Add(
                $"The kernel forwards what arrives on {options.Interface}, so a packet for a VIP may take " +
                $"a second way: sysctl -w {setting}=0, or drop packets for the VIPs in the forward chain.");
        }
        catch (LinkException e)
        {
            problems.Add($"Whether the kernel forwards packets cannot be seen: {e.Message}");
        }
    }
}
