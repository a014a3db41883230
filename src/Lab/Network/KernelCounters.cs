using System.Globalization;

namespace Beamer.Lab.Network;

/// <summary>What the kernel of a machine counts (<c>/proc/net/snmp</c>).</summary>
internal static class KernelCounters
{
    /// <summary>TCP segments that it sent more than once.</summary>
    public static long SegmentsSentAgain(LabServer server) => Tcp(server, "RetransSegs");

    private static long Tcp(LabServer server, string name)
    {
        string text = HostTool.Run("ip", "netns", "exec", Namespaces.Of(server.Name), "cat", "/proc/net/snmp");
        string[][] lines =
            [.. text.Split('\n').Where(line => line.StartsWith("Tcp:", StringComparison.Ordinal)).Select(Words)];
        int column = Array.IndexOf(lines[0], name);
        return long.Parse(lines[1][column], CultureInfo.InvariantCulture);
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
