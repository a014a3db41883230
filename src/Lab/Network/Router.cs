namespace Beamer.Lab.Network;

/// <summary>The border router: its ECMP route of the VIP, which BGP and BFD would move elsewhere.</summary>
internal static class Router
{
    /// <summary>Spreads the VIP's flows over these MUXes from now on.</summary>
    public static void SetNextHops(IReadOnlyCollection<LabMux> muxes)
    {
        List<string> arguments = ["-n", Namespaces.Of("router"), "route", "replace", $"{AddressPlan.Vip}/32"];
        foreach (LabMux mux in muxes) arguments.AddRange(["nexthop", "via", mux.Address, "dev", "fabric"]);
        HostTool.Run("ip", arguments);
    }
}
