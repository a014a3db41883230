using System.Numerics;

namespace Beamer.Core.Fleet;

/// <summary>
/// What a series of results says of a server: N of the last M, other thresholds for up than for down, and never one
/// result alone. Pure.
/// </summary>
/// <remarks>
/// It decides only whether a server may get new buckets. What removes a server from its rows is death on the data
/// plane alone (R11), which counts consecutive misses. Monotone: had more of the results failed, the verdict would be
/// no better.
/// </remarks>
/// <param name="Verdict">What the results said when they last said anything.</param>
/// <param name="Failed">The newest results, bit 0 the newest; 1: it failed.</param>
/// <param name="Count">How many results are known, 32 at most.</param>
public readonly record struct DampedHealth(HealthVerdict Verdict, uint Failed, int Count)
{
    /// <summary>Nothing is known.</summary>
    public static readonly DampedHealth Unknown = new(HealthVerdict.Unknown, 0, 0);

    /// <summary>Results that are kept at most.</summary>
    public const int WindowMax = 32;

    /// <summary>The same with one result more.</summary>
    /// <param name="answered">Whether the server answered.</param>
    /// <param name="settings">The thresholds and windows.</param>
    public DampedHealth After(bool answered, FleetSettings settings)
    {
        DampedHealth next = this with
        {
            Failed = (Failed << 1) | (answered ? 0u : 1u),
            Count = Math.Min(Count + 1, WindowMax),
        };
        if (answered && next.Answers(settings.RiseWindow) >= AnswersToRise(settings))
        {
            return next with { Verdict = HealthVerdict.Up };
        }

        return !answered && next.Failures(settings.FallWindow) >= settings.FallFailures
            ? next with { Verdict = HealthVerdict.Down }
            : next;
    }

    /// <summary>Who was down has to prove more than who is only new.</summary>
    private int AnswersToRise(FleetSettings settings) =>
        Verdict == HealthVerdict.Down ? settings.RiseAnswers : settings.FirstAnswers;

    private int Failures(int window) => BitOperations.PopCount(Failed & Mask(window));

    private int Answers(int window) => Math.Min(Count, window) - Failures(window);

    private static uint Mask(int window) => window >= WindowMax ? uint.MaxValue : (1u << window) - 1;
}
