namespace Beamer.Lab.Network;

/// <summary>The border router: its ECMP route of the VIP, which BGP and BFD would move elsewhere.</summary>
internal static class Router
{
    /// <summary>Spreads the VIP's flows over these MUXes from now on.</summary>
    public static void SetNextHops(IEnumerable<LabMux> muxes)
    {
        using PreparedRoute route = Prepare(muxes);
        route.Apply();
    }

    /// <summary>Spreads them over these servers without any MUX between: plain ECMP.</summary>
    public static void SetNextHops(IEnumerable<LabServer> servers)
    {
        using PreparedRoute route = Prepare(servers.Select(server => server.Address));
        route.Apply();
    }

    /// <summary>The kernel forwards nothing for the VIP from now on: somebody else does.</summary>
    public static void SwallowService() =>
        HostTool.Run("ip", "-n", Namespaces.Of("router"), "route", "replace", "blackhole", $"{AddressPlan.Vip}/32");

    /// <summary>The same, for the moment when the caller says so.</summary>
    public static PreparedRoute Prepare(IEnumerable<LabMux> muxes) => Prepare(muxes.Select(mux => mux.Address));

    private static PreparedRoute Prepare(IEnumerable<string> addresses)
    {
        IEnumerable<string> nextHops = addresses.Select(address => $"nexthop via {address} dev fabric");
        return new PreparedRoute("router", $"route replace {AddressPlan.Vip}/32 {string.Join(' ', nextHops)}");
    }
}
