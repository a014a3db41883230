using Beamer.Core.Fleet;
using FsCheck.Xunit;
using Xunit;

namespace Beamer.Tests.Unit.Core.Fleet;

/// <summary>P40: what a series of probe results may and may not do.</summary>
public sealed class DampedHealthProperties
{
    private static readonly FleetSettings s_settings = new();

    [Fact]
    public void No_single_result_is_trusted()
    {
        foreach (bool answered in (bool[])[true, false])
        {
            Assert.Equal(HealthVerdict.Unknown, DampedHealth.Unknown.After(answered, s_settings).Verdict);
        }
    }

    [Theory]
    [InlineData("+", HealthVerdict.Unknown)]
    [InlineData("++", HealthVerdict.Up)]
    [InlineData("++--", HealthVerdict.Up)]
    [InlineData("++---", HealthVerdict.Down)]
    [InlineData("++-+-+-", HealthVerdict.Down)]
    [InlineData("++-++-+", HealthVerdict.Up)]
    [InlineData("---++", HealthVerdict.Down)]
    [InlineData("---+++", HealthVerdict.Up)]
    [InlineData("---++-+", HealthVerdict.Up)]
    [InlineData("---+-+-+-+-+", HealthVerdict.Down)]
    public void The_thresholds_are_those_of_the_settings(string results, HealthVerdict expected) =>
        Assert.Equal(expected, Fold([.. results.Select(result => result == '+')]).Verdict);

    [Property]
    public void P40_the_verdict_goes_down_only_by_enough_failures_and_up_only_by_enough_answers(bool[] results)
    {
        DampedHealth health = DampedHealth.Unknown;
        for (int i = 0; i < results.Length; i++)
        {
            DampedHealth next = health.After(results[i], s_settings);
            int failures = results[Math.Max(0, i + 1 - s_settings.FallWindow)..(i + 1)].Count(answered => !answered);
            int answers = results[Math.Max(0, i + 1 - s_settings.RiseWindow)..(i + 1)].Count(answered => answered);
            int needed = health.Verdict == HealthVerdict.Down ? s_settings.RiseAnswers : s_settings.FirstAnswers;
            if (next.Verdict < health.Verdict) Assert.True(!results[i] && failures >= s_settings.FallFailures);
            if (next.Verdict > health.Verdict) Assert.True(results[i] && answers >= needed);
            if (!results[i] && failures >= s_settings.FallFailures) Assert.Equal(HealthVerdict.Down, next.Verdict);
            if (results[i] && answers >= needed) Assert.Equal(HealthVerdict.Up, next.Verdict);
            health = next;
        }
    }

    [Property(MaxTest = 500)]
    public void P40_more_failures_never_make_it_healthier(bool[] results, bool[] mask)
    {
        bool[] worse = [.. results.Select((answered, at) => answered && (at >= mask.Length || mask[at]))];
        for (int length = 0; length <= results.Length; length++)
        {
            Assert.True(Fold(worse[..length]).Verdict <= Fold(results[..length]).Verdict);
        }
    }

    [Property]
    public void P40_each_fall_takes_enough_results_so_that_their_number_is_bounded(bool[] results)
    {
        int falls = 0;
        DampedHealth health = DampedHealth.Unknown;
        foreach (bool answered in results)
        {
            DampedHealth next = health.After(answered, s_settings);
            if (next.Verdict == HealthVerdict.Down && health.Verdict == HealthVerdict.Up) falls++;
            health = next;
        }

        // To rise again takes more answers than one, and to fall again a failure on top.
        Assert.True(falls <= 1 + (results.Length / s_settings.RiseAnswers));
    }

    [Property]
    public void P40_a_penalty_is_bounded_ends_and_is_no_lower_for_one_fall_more(ushort[] gaps)
    {
        FlapPenalty penalty = FlapPenalty.None;
        FlapPenalty fewer = FlapPenalty.None;
        TimeSpan now = TimeSpan.Zero;
        for (int i = 0; i < gaps.Length; i++)
        {
            now += TimeSpan.FromMilliseconds(gaps[i]);
            penalty = penalty.AfterFall(now, s_settings);
            if (i > 0) fewer = fewer.AfterFall(now, s_settings);
            Assert.InRange(penalty.Level, 1, s_settings.FlapMax);
            Assert.True(penalty.LevelAt(now, s_settings) >= fewer.LevelAt(now, s_settings));
            Assert.True(penalty.IsSuppressed(now, s_settings) || !fewer.IsSuppressed(now, s_settings));
        }

        TimeSpan longest = s_settings.FlapHalfLife * Math.Log2(s_settings.FlapMax / s_settings.FlapReuse);
        Assert.False(penalty.IsSuppressed(now + longest + TimeSpan.FromSeconds(1), s_settings));
    }

    [Fact]
    public void Two_falls_are_forgiven_and_the_third_within_half_a_minute_is_not()
    {
        FlapPenalty penalty = FlapPenalty.None;
        foreach (int second in (int[])[0, 10, 20])
        {
            Assert.False(penalty.IsSuppressed(TimeSpan.FromSeconds(second), s_settings));
            penalty = penalty.AfterFall(TimeSpan.FromSeconds(second), s_settings);
        }

        Assert.True(penalty.IsSuppressed(TimeSpan.FromSeconds(100), s_settings));
        Assert.False(penalty.IsSuppressed(TimeSpan.FromSeconds(140), s_settings));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1.3, 2)]
    [InlineData(4.9, 4)]
    [InlineData(5, 5)]
    [InlineData(500, 5)]
    public void A_slow_start_goes_up_in_five_steps(double seconds, uint step) =>
        Assert.Equal(step, SlowStart.StepAfter(TimeSpan.FromSeconds(seconds), s_settings));

    private static DampedHealth Fold(bool[] results) =>
        results.Aggregate(DampedHealth.Unknown, (health, answered) => health.After(answered, s_settings));
}
