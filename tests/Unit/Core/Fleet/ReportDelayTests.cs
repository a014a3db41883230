using Beamer.Core.Fleet;
using Xunit;

namespace Beamer.Tests.Unit.Core.Fleet;

public sealed class ReportDelayTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private ReportDelay _delay;

    [Fact]
    public void Reports_that_waited_are_as_late_as_they_waited()
    {
        Assert.Equal(TimeSpan.Zero, _delay.Note(50 * s_second, 1000 * s_second));

        TimeSpan late = _delay.Note(51 * s_second, 1011 * s_second);

        Assert.InRange(late, 9.9 * s_second, 10 * s_second);
    }

    [Fact]
    public void A_clock_that_runs_slow_does_not_make_reports_late()
    {
        for (int hour = 0; hour < 72; hour++)
        {
            TimeSpan sent = TimeSpan.FromHours(hour) * 0.9999;

            Assert.InRange(_delay.Note(sent, TimeSpan.FromHours(hour)), TimeSpan.Zero, s_second);
        }
    }
}
