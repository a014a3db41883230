using System.Globalization;
using System.Text.Json.Serialization;

namespace Beamer.Tests.Benchmarks;

/// <summary>What many rounds have measured.</summary>
internal sealed record Figure(double Median, double Minimum, double Maximum)
{
    /// <param name="values">One for each round.</param>
    public Figure(double[] values)
        : this(values.Order().ElementAt(values.Length / 2), values.Min(), values.Max())
    {
    }

    /// <summary>Without a fraction.</summary>
    [JsonIgnore]
    public string Whole => string.Create(
        CultureInfo.InvariantCulture, $"{Median:F0} ({Minimum:F0}–{Maximum:F0})");

    public override string ToString() => $"{Median:F1} ({Minimum:F1}–{Maximum:F1})";
}
