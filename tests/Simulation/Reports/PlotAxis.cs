namespace Beamer.Tests.Simulation.Reports;

/// <summary>An axis from 0 on, with marks at round numbers.</summary>
/// <param name="End">The value at its end.</param>
/// <param name="Step">From mark to mark.</param>
internal readonly record struct PlotAxis(double End, double Step)
{
    /// <summary>0 and every step up to the end.</summary>
    internal IEnumerable<double> Ticks
    {
        get
        {
            int last = (int)Math.Floor((End / Step) + 1e-9);
            double step = Step;
            return Enumerable.Range(0, last + 1).Select(i => i * step);
        }
    }

    /// <summary>An axis that ends at a mark, with about so many of them.</summary>
    internal static PlotAxis For(double most, int ticks)
    {
        double step = StepFor(most, ticks);
        return new PlotAxis(Math.Ceiling((most / step) - 1e-9) * step, step);
    }

    /// <summary>1, 2 or 5 times a power of ten, so that there are at most so many steps.</summary>
    internal static double StepFor(double most, int ticks)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(most / ticks)));
        foreach (double times in (double[])[1, 2, 5])
        {
            if (times * power * ticks >= most) return times * power;
        }

        return 10 * power;
    }

    /// <summary>Where a value stands: 0 at the beginning, 1 at the end.</summary>
    internal double Share(double value) => value / End;
}
