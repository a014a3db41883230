using Beamer.Lab.Load;
using Xunit;

namespace Beamer.Tests.Unit.Lab.Load;

public sealed class TallyTests
{
    [Fact]
    public void Each_loss_is_counted_once_as_broken_wrong_or_excused()
    {
        Tally tally = new();
        tally.Lost(Fault.Reset, excused: false, isRequest: false);
        tally.Lost(Fault.TimedOut, excused: false, isRequest: true);
        tally.Lost(Fault.WrongServer, excused: false, isRequest: false);
        tally.Lost(Fault.Reset, excused: true, isRequest: false);
        Assert.Equal((2, 1, 1, 1), (tally.Broken, tally.Wrong, tally.Excused, tally.RequestsFailed));
    }

    [Fact]
    public void The_99th_percentile_leaves_out_the_worst_of_a_hundred()
    {
        Tally tally = new();
        foreach (int milliseconds in Enumerable.Range(1, 100).Reverse())
        {
            tally.RequestAnswered(TimeSpan.FromMilliseconds(milliseconds));
        }

        Assert.Equal(TimeSpan.FromMilliseconds(99), tally.RequestPercentile99());
        Assert.Equal(TimeSpan.FromMilliseconds(100), tally.LongestRequest);
    }

    [Fact]
    public void Without_requests_there_is_no_percentile() =>
        Assert.Equal(TimeSpan.Zero, new Tally().RequestPercentile99());
}
