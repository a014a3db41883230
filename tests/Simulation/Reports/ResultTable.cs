using System.Globalization;

namespace Beamer.Tests.Simulation.Reports;

/// <summary>The table that a run ends with: one row for each balancer.</summary>
internal static class ResultTable
{
    private static readonly string[] s_heads =
    [
        "balancer", "requests", "closed", "reset", "lost", "home crashed", "refused", "unfinished", "broken per seed",
        "chained", "longest stall", "CPU s", "packets/CPU s",
    ];

    internal static void Write(IReadOnlyList<BalancerResult> results, TextWriter output)
    {
        string[][] rows = [s_heads, .. results.Select(Row)];
        int[] widths = [.. s_heads.Select((_, column) => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            IEnumerable<string> cells = row.Select(
                (cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]));
            output.WriteLine(string.Join("  ", cells).TrimEnd());
        }

        output.WriteLine();
    }

    private static string[] Row(BalancerResult result) =>
    [
        result.Name,
        Number(result.Total.Requests),
        Number(result.Total.Closed),
        Number(result.Total.Reset),
        Number(result.Total.Lost),
        Number(result.Total.HomeCrashed),
        Number(result.Total.Refused),
        Number(result.Unfinished),
        Spread(result.Broken),
        ((double)result.Total.Forwards / result.Total.Packets).ToString("0.00 %", CultureInfo.InvariantCulture),
        Time(result.Total.LongestStall),
        result.CpuTime?.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) ?? "",
        result.CpuTime is { } cpu ? Number((long)(result.Total.Packets / Math.Max(cpu.TotalSeconds, 0.001))) : "",
    ];

    private static string Spread(List<long> broken) => broken.Count == 1
        ? Number(broken[0])
        : string.Create(
            CultureInfo.InvariantCulture, $"{broken.Average():0.##} ({broken.Min():N0} to {broken.Max():N0})");

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Time(TimeSpan time) => time < TimeSpan.FromSeconds(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
}
