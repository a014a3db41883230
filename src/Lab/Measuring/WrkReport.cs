using System.Globalization;
using System.Text.RegularExpressions;

namespace Beamer.Lab.Measuring;

/// <summary>What one run of wrk saw.</summary>
/// <param name="RequestsPerSecond">Answers per second.</param>
/// <param name="Median">Half of the answers took no longer.</param>
/// <param name="Percentile99">99 in 100 of the answers took no longer.</param>
/// <param name="Errors">Connections that failed and answers that were no success.</param>
internal sealed partial record WrkReport(
    double RequestsPerSecond, TimeSpan Median, TimeSpan Percentile99, long Errors)
{
    /// <summary>Reads what <c>wrk --latency</c> wrote.</summary>
    /// <exception cref="LabException">It is not such a report.</exception>
    public static WrkReport Parse(string text)
    {
        Match rate = Rate().Match(text);
        if (!rate.Success) throw new LabException($"wrk reported no rate: {text.Trim()}");
        long errors = SocketErrors().Match(text) is { Success: true } sockets
            ? sockets.Groups.Values.Skip(1).Sum(group => Whole(group.Value))
            : 0;
        if (BadAnswers().Match(text) is { Success: true } answers) errors += Whole(answers.Groups[1].Value);
        return new WrkReport(Number(rate.Groups[1].Value), Latency(text, "50%"), Latency(text, "99%"), errors);
    }

    private static TimeSpan Latency(string text, string percentile)
    {
        Match found = Regex.Match(text, $@"^\s*{percentile}\s+([\d.]+)(us|ms|s|m)\s*$", RegexOptions.Multiline);
        if (!found.Success) throw new LabException($"wrk reported no latency for {percentile}: {text.Trim()}");
        double value = Number(found.Groups[1].Value);
        return found.Groups[2].Value switch
        {
            "us" => TimeSpan.FromMicroseconds(value),
            "ms" => TimeSpan.FromMilliseconds(value),
            "s" => TimeSpan.FromSeconds(value),
            _ => TimeSpan.FromMinutes(value),
        };
    }

    private static double Number(string digits) => double.Parse(digits, CultureInfo.InvariantCulture);

    private static long Whole(string digits) => long.Parse(digits, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^Requests/sec:\s+([\d.]+)\s*$", RegexOptions.Multiline)]
    private static partial Regex Rate();

    [GeneratedRegex(@"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)")]
    private static partial Regex SocketErrors();

    [GeneratedRegex(@"Non-2xx or 3xx responses: (\d+)")]
    private static partial Regex BadAnswers();
}
