using System.Globalization;
using System.Text;

namespace Beamer.Tests.Simulation.Reports;

/// <summary>Three panels over one axis of time, as SVG: broken connections, chained share, unsettled buckets.</summary>
internal static class SamplePlot
{
    private const int Panels = 3;
    private const int Width = 760;
    private const int PanelHeight = 130;
    private const int Gap = 40;
    private const int Left = 60;
    private const int Top = 78;
    private const int PlotWidth = Width - Left - 20;
    private const int LegendWidth = 210;
    private const int Swatch = 18;

    /// <summary>
    /// Over how many samples a share is taken: when few connections are left, a second has only a handful of packets.
    /// </summary>
    private const int ShareWindow = 10;

    private const string Quiet = "fill=\"#555555\"";

    // Distinguishable without colour vision (Okabe and Ito).
    private static readonly string[] s_colours = ["#0072b2", "#d55e00", "#777777", "#009e73"];

    internal static string From(string title, IReadOnlyList<BalancerResult> results)
    {
        double seconds = results.Max(result => result.Samples.Count == 0 ? 1 : result.Samples[^1].At.TotalSeconds);
        StringBuilder svg = new();
        int height = Top + (Panels * (PanelHeight + Gap));
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" ");
        svg.Append("font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        Text(svg, Left, 20, title, "font-weight=\"bold\"");
        for (int i = 0; i < results.Count; i++) Legend(svg, i, results[i]);
        Panel(svg, 0, "broken connections, since the start", results, seconds, (samples, i) => samples[i].Broken);
        Panel(svg, 1, "chained, % of the packets of the last 10 s", results, seconds, ChainedPercent);
        Panel(svg, 2, "unsettled buckets", results, seconds, (samples, i) => samples[i].Unsettled);
        return svg.Append("</svg>\n").ToString();
    }

    private static double ChainedPercent(List<Sample> samples, int i) =>
        100 * samples[i].ChainedShareSince(i < ShareWindow ? default : samples[i - ShareWindow]);

    /// <summary>A line that runs on the axis is hard to see: so the number stands here, too.</summary>
    private static void Legend(StringBuilder svg, int number, BalancerResult result)
    {
        int x = Left + (number * LegendWidth);
        long broken = result.Samples.Count == 0 ? 0 : result.Samples[^1].Broken;
        Stroke(svg, x, 38, x + Swatch, 38, s_colours[number], 3);
        string text = string.Create(CultureInfo.InvariantCulture, $"{result.Name}: {broken:N0} broken");
        Text(svg, x + Swatch + 6, 42, text, "");
    }

    private static void Panel(
        StringBuilder svg,
        int number,
        string name,
        IReadOnlyList<BalancerResult> results,
        double seconds,
        Func<List<Sample>, int, double> value)
    {
        int top = Top + (number * (PanelHeight + Gap));
        double[][] series = [.. results.Select(result => Series(result.Samples, value))];
        PlotAxis down = PlotAxis.For(Math.Max(1, series.SelectMany(line => line).DefaultIfEmpty(0).Max()), ticks: 4);
        PlotAxis across = new(seconds, PlotAxis.StepFor(seconds, ticks: 10));
        Text(svg, Left, top - 6, name, "");
        foreach (double at in down.Ticks)
        {
            int y = Y(at);
            Stroke(svg, Left, y, Left + PlotWidth, y, "#dddddd", 1);
            Text(svg, Left - 6, y + 4, Number(at), $"text-anchor=\"end\" {Quiet}");
        }

        foreach (double at in across.Ticks)
        {
            int x = X(at);
            Stroke(svg, x, top, x, top + PanelHeight, "#eeeeee", 1);
            string unit = at == 0 ? " s" : "";
            Text(svg, x, top + PanelHeight + 15, Number(at) + unit, $"text-anchor=\"middle\" {Quiet}");
        }

        // The first one, ours, is drawn last: no other line hides it.
        for (int i = series.Length - 1; i >= 0; i--) Line(svg, s_colours[i], results[i].Samples, series[i], X, Y);

        int X(double second) => Left + (int)Math.Round(across.Share(second) * PlotWidth);

        int Y(double height) => top + PanelHeight - (int)Math.Round(down.Share(height) * PanelHeight);
    }

    private static double[] Series(List<Sample> samples, Func<List<Sample>, int, double> value) =>
        [.. Enumerable.Range(0, samples.Count).Select(i => value(samples, i))];

    /// <summary>Points on one level are left out, all but the first and the last.</summary>
    private static void Line(
        StringBuilder svg,
        string colour,
        List<Sample> samples,
        double[] values,
        Func<double, int> x,
        Func<double, int> y)
    {
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\" points=\"");
        int[] heights = [.. values.Select(y)];
        for (int i = 0; i < heights.Length; i++)
        {
            bool isInside = i > 0 && i < heights.Length - 1
                && heights[i - 1] == heights[i] && heights[i + 1] == heights[i];
            if (isInside) continue;
            svg.Append(CultureInfo.InvariantCulture, $"{x(samples[i].At.TotalSeconds)},{heights[i]} ");
        }

        svg.Append("\"/>\n");
    }

    private static void Stroke(StringBuilder svg, int x1, int y1, int x2, int y2, string colour, int width) =>
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<path d=\"M{x1} {y1}L{x2} {y2}\" stroke=\"{colour}\" stroke-width=\"{width}\"/>\n");

    private static void Text(StringBuilder svg, int x, int y, string text, string attributes) => svg.Append(
        CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{y}\" {attributes}>{text}</text>\n");

    private static string Number(double value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);
}
