namespace Beamer.Lab.Network;

/// <summary>The border router: its ECMP route of the VIP, which BGP and BFD would move elsewhere.</summary>
internal static class Router
{
    /// <summary>Spreads the VIP's flows over these MUXes from now on.</summary>
    public static void SetNextHops(IReadOnlyCollection<LabMux> muxes)
    {
        using PreparedRoute route = Prepare(muxes);
        route.Apply();
    }

    /// <summary>The kernel forwards nothing for the VIP from now on: somebody else does.</summary>
    public static void SwallowService() =>
        HostTool.Run("ip", "-n", Namespaces.Of("router"), "route", "replace", "blackhole", $"{AddressPlan.Vip}/32");

    /// <summary>The same, for the moment when the caller says so.</summary>
    public static PreparedRoute Prepare(IReadOnlyCollection<LabMux> muxes)
    {
        IEnumerable<string> nextHops = muxes.Select(mux => $"nexthop via {mux.Address} dev fabric");
        return new PreparedRoute("router", $"route replace {AddressPlan.Vip}/32 {string.Join(' ', nextHops)}");
    }
}
