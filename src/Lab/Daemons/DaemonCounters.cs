using System.Globalization;
using Beamer.Lab.Network;

namespace Beamer.Lab.Daemons;

/// <summary>What a daemon counts, read from its <c>/metrics</c>.</summary>
internal sealed class DaemonCounters
{
    private readonly List<(string Series, double Value)> _series = [];

    private DaemonCounters()
    {
    }

    /// <summary>Null when the daemon does not answer.</summary>
    public static DaemonCounters? TryRead(string machine, int port) => HostTool.TryRun(
        "ip",
        ["netns", "exec", Namespaces.Of(machine), "curl", "-s", "-m", "5", $"http://127.0.0.1:{port}/metrics"],
        out string text)
        ? Parse(text)
        : null;

    /// <summary>Reads the Prometheus text format as far as counters go.</summary>
    public static DaemonCounters Parse(string text)
    {
        DaemonCounters counters = new();
        foreach (string line in text.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            int labels = line.LastIndexOf('}');
            int end = line.IndexOf(' ', Math.Max(labels, 0));
            string value = line[(end + 1)..].Split(' ')[0];
            counters._series.Add((line[..end], double.Parse(value, CultureInfo.InvariantCulture)));
        }

        return counters;
    }

    /// <summary>The sum of a metric over all its labels, or over those series that have this label's value.</summary>
    public long Sum(string name, string? label = null) => (long)_series
        .Where(pair => pair.Series == name || pair.Series.StartsWith(name + "{", StringComparison.Ordinal))
        .Where(pair => label is null || pair.Series.Contains($"\"{label}\"", StringComparison.Ordinal))
        .Sum(pair => pair.Value);
}
