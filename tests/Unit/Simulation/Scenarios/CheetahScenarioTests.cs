using Beamer.Core.Fleet;
using Beamer.Tests.Simulation.Balancers.Ours;
using Beamer.Tests.Simulation.Reports;
using Beamer.Tests.Simulation.Scenarios;
using Xunit;

namespace Beamer.Tests.Unit.Simulation.Scenarios;

/// <summary>The churn of Cheetah's experiment with fewer clients, and the proof that its checker sees.</summary>
public sealed class CheetahScenarioTests
{
    private const double Rate = 200;

    [Fact]
    public void Ours_breaks_nothing_where_the_others_do()
    {
        List<BalancerResult> results = CheetahScenario.Create(Rate).Play(new RunOptions(1, 2));

        Assert.Equal(["ours", "beamer-2018", "hash"], results.Select(result => result.Name));
        Assert.True(results[0].IsKept);
        Assert.Equal(results[0].Total.Requests, results[0].Total.Closed);
        Assert.True(results[0].Total.Forwards > 0);
        Assert.True(results[1].Total.Reset > 0);
        Assert.True(results[2].Total.Reset > results[1].Total.Reset);
        Assert.All(results, result => Assert.Equal(results[0].Total.Requests, result.Total.Requests));
    }

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        string[] runs = [.. Enumerable.Range(0, 2).Select(_ => SampleCsv.From(
            CheetahScenario.Create(Rate).Play(new RunOptions(7, 1, Csv: "not written"))))];

        Assert.True(runs[0].Length > 1000);
        Assert.Equal(runs[0], runs[1]);
        Assert.NotEqual(runs[0], SampleCsv.From(
            CheetahScenario.Create(Rate).Play(new RunOptions(8, 1, Csv: "not written"))));
    }

    [Fact]
    public void Seeds_that_are_played_at_the_same_time_give_the_same_result()
    {
        BalancerResult[][] runs = [.. ((int[])[1, 3]).Select(
            jobs => CheetahScenario.Create(50).Play(new RunOptions(1, 4, Jobs: jobs)).ToArray())];

        for (int one = 0; one < runs[0].Length; one++)
        {
            Assert.Equal(runs[0][one].Broken, runs[1][one].Broken);
            Assert.Equal(runs[0][one].Total.Packets, runs[1][one].Total.Packets);
            Assert.Equal(runs[0][one].FirstViolation, runs[1][one].FirstViolation);
        }
    }

    [Fact]
    public void Without_the_count_of_sockets_connections_break_and_the_story_is_told()
    {
        FleetScenario scenario = CheetahScenario.CreateOurs(
            Rate, new BeamerOptions { FleetRules = FleetRules.All with { SettleCount = false } });
        using StringWriter output = new();

        bool isKept = scenario.Run(new RunOptions(1, 1), output);

        Assert.False(isKept);
        string text = output.ToString();
        Assert.Contains("VIOLATION with seed 1", text, StringComparison.Ordinal);
        Assert.Contains("BROKEN: Reset by server", text, StringComparison.Ordinal);
        Assert.Matches(@"Syn by MUX \d to server \d+", text);
        Assert.Matches(@"broken: ours [1-9]\d* of \d+ requests, 1 seeds\s*$", text);
    }
}
