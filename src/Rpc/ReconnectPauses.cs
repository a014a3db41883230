namespace Beamer.Rpc;

/// <summary>How long a follower stays away from the feed after each of its streams.</summary>
/// <remarks>It knows no clock. One thread.</remarks>
public sealed class ReconnectPauses
{
    /// <summary>
    /// How long a follower leaves the feed to the newer process that took its place. An agent is asked to end within
    /// this time; if the newer one died instead, this one must be back before the controller suspects the machine. Each
    /// time that it is superseded again it waits twice as long: two that live, by mistake, are no burden.
    /// </summary>
    public static readonly TimeSpan Aside = TimeSpan.FromSeconds(5);

    /// <summary>A stream that lasts for longer than any rival stands aside shows that there is none.</summary>
    public static readonly TimeSpan Undisturbed = TimeSpan.FromSeconds(120);

    /// <summary>Twice as long at most this often: 80 s.</summary>
    private const int DoublingsMax = 4;

    private int _attempt;
    private int _doublings;

    /// <summary>The pause after a stream.</summary>
    /// <param name="end">How it ended.</param>
    /// <param name="lasted">For how long it was there.</param>
    /// <param name="jitter">0..1, random, so that followers do not come in step.</param>
    public TimeSpan Next(StreamEnd end, TimeSpan lasted, double jitter)
    {
        _attempt = end == StreamEnd.Silent ? _attempt + 1 : 0;
        if (lasted > Undisturbed) _doublings = 0;
        return end == StreamEnd.Superseded
            ? Aside * (1 << Math.Min(_doublings++, DoublingsMax))
            : ReconnectBackoff.Delay(_attempt, jitter);
    }
}
