using System.Globalization;
using Beamer.Link;
using Xunit;

namespace Beamer.Tests.Unit.Link;

public sealed class ThreadRankTests
{
    [Fact]
    public void A_raised_thread_goes_first_and_no_other_does()
    {
        int raised = 0, other = 0;
        bool isRaised = false;
        var thread = new Thread(() =>
        {
            isRaised = ThreadRank.TryRaise();
            raised = Nice();
        });
        int before = Nice();
        thread.Start();
        thread.Join();
        var next = new Thread(() => other = Nice());
        next.Start();
        next.Join();

        Assert.True(isRaised, "This test raises a thread: run it as root.");
        Assert.Equal(ThreadRank.RaisedNice, raised);
        Assert.Equal(before, other);
        Assert.Equal(before, Nice());
    }

    /// <summary>Field 19 of proc_pid_stat(5); the second one, the name, ends with the last bracket.</summary>
    private static int Nice()
    {
        string stat = File.ReadAllText("/proc/thread-self/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16], CultureInfo.InvariantCulture);
    }
}
