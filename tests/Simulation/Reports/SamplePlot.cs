using System.Globalization;
using System.Text;

namespace Beamer.Tests.Simulation.Reports;

/// <summary>Three panels over one axis of time, as SVG: broken connections, chained share, unsettled buckets.</summary>
internal static class SamplePlot
{
    private const int Width = 760;
    private const int PanelHeight = 130;
    private const int Gap = 46;
    private const int Left = 70;
    private const int Top = 56;
    private const int PlotWidth = Width - Left - 20;

    // Distinguishable without colour vision (Okabe and Ito).
    private static readonly string[] s_colours = ["#0072b2", "#d55e00", "#999999", "#009e73"];

    internal static string From(string title, IReadOnlyList<BalancerResult> results)
    {
        double seconds = results.Max(result => result.Samples.Count == 0 ? 1 : result.Samples[^1].At.TotalSeconds);
        StringBuilder svg = new();
        int height = Top + (3 * (PanelHeight + Gap));
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" ");
        svg.Append("font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        Text(svg, Left, 20, title, "font-weight=\"bold\"");
        for (int i = 0; i < results.Count; i++)
        {
            Text(svg, Left + (i * 130), 38, results[i].Name, $"fill=\"{s_colours[i]}\"");
        }

        Panel(svg, 0, "broken connections", results, seconds, (_, sample) => sample.Broken);
        Panel(svg, 1, "chained share, %", results, seconds, (old, sample) => sample.ChainedShareSince(old) * 100);
        Panel(svg, 2, "unsettled buckets", results, seconds, (_, sample) => sample.Unsettled);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Panel(
        StringBuilder svg,
        int number,
        string name,
        IReadOnlyList<BalancerResult> results,
        double seconds,
        Func<Sample, Sample, double> value)
    {
        int top = Top + (number * (PanelHeight + Gap));
        int bottom = top + PanelHeight;
        double[][] series = [.. results.Select(result => Series(result.Samples, value))];
        double most = Math.Max(1, series.SelectMany(line => line).DefaultIfEmpty(0).Max());
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<rect x=\"{Left}\" y=\"{top}\" width=\"{PlotWidth}\" height=\"{PanelHeight}\" fill=\"none\" ");
        svg.Append("stroke=\"#cccccc\"/>\n");
        Text(svg, Left + 6, top + 16, name, "fill=\"#444444\"");
        Text(svg, Left - 6, top + 10, most.ToString("0.##", CultureInfo.InvariantCulture), "text-anchor=\"end\"");
        Text(svg, Left - 6, bottom, "0", "text-anchor=\"end\"");
        Text(svg, Left, bottom + 16, "0 s", "");
        string last = string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s");
        Text(svg, Left + PlotWidth, bottom + 16, last, "text-anchor=\"end\"");
        for (int i = 0; i < series.Length; i++)
        {
            Line(svg, s_colours[i], results[i].Samples, series[i], seconds, most, top);
        }
    }

    private static double[] Series(List<Sample> samples, Func<Sample, Sample, double> value) =>
        [.. samples.Select((sample, i) => value(i == 0 ? default : samples[i - 1], sample))];

    /// <summary>Points on one level are left out, all but the first and the last.</summary>
    private static void Line(
        StringBuilder svg, string colour, List<Sample> samples, double[] values, double seconds, double most, int top)
    {
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\" points=\"");
        for (int i = 0; i < values.Length; i++)
        {
            int y = Height(values[i]);
            bool isInside = i > 0 && i < values.Length - 1 && Height(values[i - 1]) == y && Height(values[i + 1]) == y;
            if (isInside) continue;
            int x = Left + (int)(samples[i].At.TotalSeconds / seconds * PlotWidth);
            svg.Append(CultureInfo.InvariantCulture, $"{x},{y} ");
        }

        svg.Append("\"/>\n");

        int Height(double value) => top + PanelHeight - (int)Math.Round(value / most * (PanelHeight - 20));
    }

    private static void Text(StringBuilder svg, int x, int y, string text, string attributes) => svg.Append(
        CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{y}\" {attributes}>{text}</text>\n");
}
