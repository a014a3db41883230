namespace Beamer.Lab.Network;

/// <summary>The border router: its ECMP route of the VIP, which BGP and BFD would move elsewhere.</summary>
internal static class Router
{
    /// <summary>Spreads the VIP's flows over these MUXes from now on.</summary>
    public static void SetNextHops(IReadOnlyCollection<LabMux> muxes) => SetNextHops([.. muxes.Select(mux => mux.Address)]);

    private static void SetNextHops(string[] addresses)
    {
        List<string> arguments = ["-n", Namespaces.Of("router"), "route", "replace", $"{AddressPlan.Vip}/32"];
        foreach (string address in addresses) arguments.AddRange(["nexthop", "via", address, "dev", "fabric"]);
        HostTool.Run("ip", arguments);
    }
}
