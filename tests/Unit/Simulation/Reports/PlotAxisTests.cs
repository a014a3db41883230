using Beamer.Tests.Simulation.Reports;
using FsCheck.Xunit;
using Xunit;

namespace Beamer.Tests.Unit.Simulation.Reports;

public sealed class PlotAxisTests
{
    [Fact]
    public void Its_marks_are_round_numbers_and_it_ends_at_one()
    {
        Assert.Equal([0, 500, 1000], PlotAxis.For(954, ticks: 4).Ticks);
        Assert.Equal([0, 50, 100], PlotAxis.For(100, ticks: 2).Ticks);
        Assert.Equal([0, 0.5, 1], PlotAxis.For(1, ticks: 3).Ticks);
        Assert.Equal([0, 100, 200, 300, 400], new PlotAxis(461, PlotAxis.StepFor(461, ticks: 8)).Ticks);
    }

    [Property]
    public bool It_holds_every_value_and_has_no_more_marks_than_asked_for(ushort value)
    {
        double most = value + 1;
        PlotAxis axis = PlotAxis.For(most, ticks: 4);
        double[] ticks = [.. axis.Ticks];
        return axis.Share(most) is > 0.5 and <= 1 && ticks.Length is >= 2 and <= 5 && ticks[^1] == axis.End;
    }
}
