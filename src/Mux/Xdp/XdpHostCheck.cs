using System.Globalization;
using Beamer.Link;

namespace Beamer.Mux.Xdp;

/// <summary>Looks whether this host can run the program in the kernel: what is missing, and how to get it.</summary>
internal static class XdpHostCheck
{
    // linux/capability.h.
    private static readonly (string Name, int Number)[] s_needed =
        [("CAP_NET_ADMIN", 12), ("CAP_PERFMON", 38), ("CAP_BPF", 39)];

    /// <summary>Without these it cannot start, one sentence each.</summary>
    /// <param name="options">Validated options.</param>
    public static List<string> Missing(MuxOptions options)
    {
        List<string> missing = [];
        ulong held = HeldCapabilities();
        string[] lacking =
            [.. s_needed.Where(needed => (held >> needed.Number & 1) == 0).Select(needed => needed.Name)];
        if (lacking.Length > 0)
        {
            missing.Add(
                $"XDP needs {string.Join(" and ", lacking)}: run as root, or add it to AmbientCapabilities= and " +
                "CapabilityBoundingSet= of the systemd unit.");
        }

        if (options.Output != "raw") return missing;
        foreach (string setting in (string[])["forwarding", "accept_local"])
        {
            string name = $"net/ipv4/conf/{options.Interface}/{setting}";
            // Of accept_local, the one for all interfaces is enough; forwarding has none that counts for all.
            bool isOn = ReadSetting(name) != 0
                || (setting == "accept_local" && ReadSetting("net/ipv4/conf/all/accept_local") != 0);
            if (isOn) continue;
            missing.Add($"The kernel does not route for the XDP program (Output raw): sysctl -w {name}=1");
        }

        return missing;
    }

    /// <summary>Why XDP is not chosen by itself, although it may work; empty when nothing speaks against it.</summary>
    /// <param name="options">Validated options.</param>
    public static string Doubt(MuxOptions options) =>
        Path.Exists($"/sys/class/net/{options.Interface}/device")
            ? ""
            : $"Interface {options.Interface} has no hardware behind it; what XDP sends there arrives only if the " +
            "other end is made for it, which cannot be seen from here: \"Datapath\": \"xdp\" insists.";

    private static ulong HeldCapabilities()
    {
        const string Field = "CapEff:";
        string line = File.ReadLines("/proc/self/status")
            .First(text => text.StartsWith(Field, StringComparison.Ordinal));
        return ulong.Parse(line.AsSpan(Field.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    /// <summary>1 when it cannot be read: then the program's own counter will tell.</summary>
    private static int ReadSetting(string name)
    {
        try
        {
            return new SysctlFile(name).Read();
        }
        catch (LinkException)
        {
            return 1;
        }
    }
}
