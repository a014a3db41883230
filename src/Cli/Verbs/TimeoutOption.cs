using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Beamer.Cli.Verbs;

/// <summary><c>--timeout 90s</c>: how long a verb waits.</summary>
internal static class TimeoutOption
{
    /// <param name="when">When the option counts, at the start of its description.</param>
    /// <param name="otherwise">The time when it is absent.</param>
    public static Option<TimeSpan> Create(string when, string otherwise) => new("--timeout")
    {
        Description = $"{when}: give up, with status 1, after a time such as 90s, 5m or 1h.",
        HelpName = "TIME",
        CustomParser = Parse,
        DefaultValueFactory = _ => TryParse(otherwise, out TimeSpan time) ? time : TimeSpan.Zero,
    };

    /// <summary><c>--deadline 60s</c>: when a drain breaks what is left.</summary>
    public static Option<TimeSpan?> CreateDeadline() => new("--deadline")
    {
        Description = "With --break-connections: wait so long, such as 90s, 5m or 1h; then break what is left. "
            + "Nothing is broken when this command is stopped before.",
        HelpName = "TIME",
        CustomParser = result =>
        {
            if (TryParse(result.Tokens[0].Value, out TimeSpan time)) return time;
            result.AddError($"--deadline '{result.Tokens[0].Value}' is not a time such as 90s, 5m or 1h.");
            return null;
        },
    };

    /// <summary>Reads a whole number and one of <c>s m h</c>; seconds when the letter is absent.</summary>
    internal static bool TryParse(string text, out TimeSpan time)
    {
        time = TimeSpan.Zero;
        int seconds = text.Length == 0 ? 0 : text[^1] switch { 'm' => 60, 'h' => 3600, _ => 1 };
        string digits = text.TrimEnd('s', 'm', 'h');
        if (text.Length - digits.Length > 1) return false;
        if (!uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out uint number)) return false;
        time = TimeSpan.FromSeconds((double)number * seconds);
        return true;
    }

    private static TimeSpan Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (TryParse(text, out TimeSpan time)) return time;
        result.AddError($"--timeout '{text}' is not a time such as 90s, 5m or 1h.");
        return TimeSpan.Zero;
    }
}
