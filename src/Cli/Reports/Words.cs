using System.Globalization;

namespace Beamer.Cli.Reports;

/// <summary>Numbers as people read them.</summary>
internal static class Words
{
    /// <summary>65,536.</summary>
    public static string Count(ulong number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A plain number, for generations and ports.</summary>
    public static string Number(ulong number) => number.ToString(CultureInfo.InvariantCulture);

    public static string YesNo(bool flag) => flag ? "yes" : "no";

    /// <summary>0.4 s, 12 s, 3 min 20 s, 5 h 2 min; a dash for nothing.</summary>
    public static string Seconds(double seconds)
    {
        if (seconds <= 0) return "-";
        if (seconds < 10) return string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s");
        TimeSpan time = TimeSpan.FromSeconds(seconds);
        if (time < TimeSpan.FromMinutes(1)) return string.Create(CultureInfo.InvariantCulture, $"{time.Seconds} s");
        return time < TimeSpan.FromHours(1)
            ? string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds} s")
            : string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours} h {time.Minutes} min");
    }

    public static string OrDash(string text) => text.Length == 0 ? "-" : text;
}
