namespace Beamer.Cli;

/// <summary>How a verb that waits asks again.</summary>
/// <param name="Clock">Whose time counts.</param>
/// <param name="Interval">Between two questions.</param>
internal sealed record Pace(TimeProvider Clock, TimeSpan Interval)
{
    /// <summary>A person sees progress each second, and the controller does not notice the questions.</summary>
    public static readonly Pace OfPerson = new(TimeProvider.System, TimeSpan.FromSeconds(1));

    /// <summary>Asks until <paramref name="ask"/> is content.</summary>
    /// <returns>False when <paramref name="timeout"/> passed first; it is asked at least once.</returns>
    public async Task<bool> UntilAsync(Func<Task<bool>> ask, TimeSpan timeout, CancellationToken cancellation)
    {
        long start = Clock.GetTimestamp();
        while (!await ask())
        {
            TimeSpan left = timeout - Clock.GetElapsedTime(start);
            if (left <= TimeSpan.Zero) return false;
            await Task.Delay(left < Interval ? left : Interval, Clock, cancellation);
        }

        return true;
    }
}
