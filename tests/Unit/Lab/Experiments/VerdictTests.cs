using System.Text.Json.Nodes;
using Beamer.Lab.Experiments;
using Xunit;

namespace Beamer.Tests.Unit.Lab.Experiments;

public sealed class VerdictTests
{
    private static readonly Criterion Slow = Criterion.Goal(
        "longest stall", TimeSpan.FromMilliseconds(412.1), TimeSpan.FromMilliseconds(300));

    [Fact]
    public void A_verdict_tells_every_figure_and_a_missed_goal_does_not_decide() => Assert.Equal(
        "X03 passed: connections 3000, broken 0, live 3000 (at least 3000), "
        + "longest stall 413 ms (misses its goal: at most 300)",
        Of(null, Criterion.Figure("connections", 3000), Criterion.None("broken", 0),
            Criterion.AtLeast("live", 3000, 3000), Slow).Line);

    [Fact]
    public void One_broken_connection_fails_it()
    {
        Verdict verdict = Of(null, Criterion.None("broken", 1));
        Assert.False(verdict.IsPassed);
        Assert.Equal("X03 FAILED: broken 1 (MUST BE exactly 0)", verdict.Line);
    }

    [Fact]
    public void One_connection_too_few_fails_it() =>
        Assert.False(Of(null, Criterion.None("broken", 0), Criterion.AtLeast("live", 2999, 3000)).IsPassed);

    [Fact]
    public void A_problem_fails_it_and_is_told_first()
    {
        Verdict verdict = Of("The fleet did not follow in 40 s.", Criterion.None("broken", 0));
        Assert.False(verdict.IsPassed);
        Assert.Equal("X03 FAILED: The fleet did not follow in 40 s, broken 0", verdict.Line);
    }

    [Fact]
    public void An_experiment_that_decided_nothing_has_not_passed() => Assert.False(Of(null, Slow).IsPassed);

    [Fact]
    public void The_report_holds_every_criterion_with_its_bound()
    {
        JsonObject report = VerdictReport.Describe([Of(null, Criterion.AtMost("forwards", 7, 8))]);
        Assert.Equal(1, (int)report["passed"]!);
        JsonNode criterion = report["experiments"]![0]!["criteria"]![0]!;
        Assert.Equal(("forwards", 7.0, "AtMost", 8.0, true, true),
            ((string)criterion["name"]!, (double)criterion["measured"]!, (string)criterion["relation"]!,
                (double)criterion["bound"]!, (bool)criterion["decides"]!, (bool)criterion["met"]!));
    }

    private static Verdict Of(string? problem, params Criterion[] criteria) =>
        new("X03", "a storm", TimeSpan.FromSeconds(60), criteria, problem);
}
