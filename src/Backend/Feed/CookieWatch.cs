using System.Globalization;

namespace Beamer.Backend.Feed;

/// <summary>
/// How long ago the kernel last sent a SYN cookie: such a flow has no socket until its ACK comes (E3).
/// </summary>
/// <param name="readNetstat">The content of <c>/proc/net/netstat</c>.</param>
/// <param name="time">The monotonic clock.</param>
internal sealed class CookieWatch(Func<string> readNetstat, TimeProvider time)
{
    private const string Section = "TcpExt:";
    private const string Counter = "SyncookiesSent";

    private readonly Lock _reading = new();
    private long _sent;
    private long? _changed;

    /// <summary>
    /// Whole seconds; <see cref="uint.MaxValue"/> for never. Cookies from before the agent's start count as just sent.
    /// </summary>
    internal uint SecondsSinceLast()
    {
        lock (_reading)
        {
            long sent = Read(readNetstat());
            if (sent != _sent) _changed = time.GetTimestamp();
            _sent = sent;
            return _changed is { } changed ? (uint)time.GetElapsedTime(changed).TotalSeconds : uint.MaxValue;
        }
    }

    /// <summary>The counter: a line of names, then a line of values, each behind the section's name.</summary>
    private static long Read(string netstat)
    {
        string[] lines = [.. netstat.Split('\n').Where(line => line.StartsWith(Section, StringComparison.Ordinal))];
        if (lines.Length < 2) return 0;
        int at = Array.IndexOf(lines[0].Split(' '), Counter);
        string[] values = lines[1].Split(' ');
        return at > 0 && at < values.Length ? long.Parse(values[at], CultureInfo.InvariantCulture) : 0;
    }
}
