using System.Globalization;

namespace Beamer.Lab.Measuring;

/// <summary>One thing, measured several times.</summary>
internal readonly record struct Figure(double Median, double Minimum, double Maximum) : IFormattable
{
    /// <param name="samples">At least one.</param>
    /// <param name="value">What of it is measured.</param>
    public static Figure Of<T>(IReadOnlyCollection<T> samples, Func<T, double> value)
    {
        double[] sorted = [.. samples.Select(value).Order()];
        return new Figure(sorted[sorted.Length / 2], sorted[0], sorted[^1]);
    }

    /// <param name="format">For each of the three numbers.</param>
    /// <param name="formatProvider">Not asked: figures look the same everywhere.</param>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        $"{Text(Median, format)} ({Text(Minimum, format)}–{Text(Maximum, format)})";

    private static string Text(double value, string? format) => value.ToString(format, CultureInfo.InvariantCulture);
}
