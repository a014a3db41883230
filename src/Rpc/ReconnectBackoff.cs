namespace Beamer.Rpc;

/// <summary>How long a follower waits before it tries again.</summary>
public static class ReconnectBackoff
{
    /// <summary>Short, because a restarted controller should see its fleet at once.</summary>
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);

    /// <summary>Long enough that a thousand followers do not trample a controller that is starting.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    /// <summary>Doubles with each attempt, is capped, and spreads over the upper half of that time.</summary>
    /// <param name="attempt">0 for the first retry.</param>
    /// <param name="jitter">0..1, random, so that followers do not come in step.</param>
    public static TimeSpan Delay(int attempt, double jitter)
    {
        double milliseconds = First.TotalMilliseconds * Math.Pow(2, Math.Min(attempt, 10));
        double capped = Math.Min(milliseconds, Longest.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(capped * (0.5 + (0.5 * Math.Clamp(jitter, 0, 1))));
    }
}
