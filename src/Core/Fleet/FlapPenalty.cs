namespace Beamer.Core.Fleet;

/// <summary>
/// What it costs a server to go again and again: each fall adds one, and the sum halves in a fixed time (after
/// RFC 2439). Pure.
/// </summary>
/// <param name="Level">The sum at <paramref name="At"/>.</param>
/// <param name="At">When that was.</param>
/// <param name="WasSuppressed">Whether the server was kept from new buckets then.</param>
public readonly record struct FlapPenalty(double Level, TimeSpan At, bool WasSuppressed)
{
    /// <summary>A server that never fell.</summary>
    public static readonly FlapPenalty None;

    /// <summary>The same after one fall more.</summary>
    public FlapPenalty AfterFall(TimeSpan now, FleetSettings settings)
    {
        double level = Math.Min(LevelAt(now, settings) + 1, settings.FlapMax);
        return new FlapPenalty(level, now, IsSuppressed(now, settings) || level >= settings.FlapSuppress);
    }

    /// <summary>What is left of it.</summary>
    public double LevelAt(TimeSpan now, FleetSettings settings) =>
        Level * Math.Pow(0.5, Math.Max(0, (now - At) / settings.FlapHalfLife));

    /// <summary>Whether the server is to get no new buckets: from too many falls on until they decayed.</summary>
    public bool IsSuppressed(TimeSpan now, FleetSettings settings) =>
        WasSuppressed && LevelAt(now, settings) > settings.FlapReuse;
}
