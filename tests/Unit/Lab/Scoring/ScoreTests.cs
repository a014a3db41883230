using System.Text.Json.Nodes;
using Beamer.Lab.Load;
using Beamer.Lab.Scoring;
using Xunit;

namespace Beamer.Tests.Unit.Lab.Scoring;

public sealed class ScoreTests
{
    [Fact]
    public void The_line_sums_all_events_and_names_the_longest_wait_of_any_kind()
    {
        Score score = Score.Of(
            [Event("a", 400, 0, stall: 12.2, request: 9), Event("b", 50, 0, stall: 3, request: 3010.4)]);
        Assert.Equal("connections 450, broken 0, wrong-server 0, excused 2, longest-stall 3011 ms", score.Line);
        Assert.True(score.IsClean);
    }

    [Fact]
    public void One_broken_connection_spoils_the_score() => Assert.False(Score.Of([Event("a", 400, 1, 0, 0)]).IsClean);

    [Fact]
    public void The_report_says_what_the_line_says_and_every_event()
    {
        JsonObject report = ReportFile.Describe([Event("drain s2", 400, 1, stall: 12.25, request: 9)]);
        Assert.Equal(1, (int)report["broken"]!);
        Assert.Equal(12.2, (double)report["longestStallMilliseconds"]!, tolerance: 0.1);
        JsonNode only = Assert.Single(report["events"]!.AsArray())!;
        Assert.Equal("drain s2", (string)only["name"]!);
        Assert.Equal(1, (int)only["faults"]!["Reset"]!);
        Assert.Null(only["problem"]);
    }

    private static EventRecord Event(string name, int connections, int broken, double stall, double request) =>
        new(name, TimeSpan.Zero, TimeSpan.FromSeconds(1), Seen(connections, broken, stall, request), Problem: null);

    private static LoadInterval Seen(int connections, int broken, double stall, double request) => new()
    {
        Open = connections,
        Connections = connections,
        Broken = broken,
        WrongServer = 0,
        Excused = 1,
        LongestStall = TimeSpan.FromMilliseconds(stall),
        LongestRequest = TimeSpan.FromMilliseconds(request),
        RequestsAnswered = 10,
        RequestsFailed = 0,
        RequestPercentile99 = TimeSpan.FromMilliseconds(2),
        Faults = broken == 0 ? new() : new Dictionary<Fault, int> { [Fault.Reset] = broken },
    };
}
