namespace Beamer.Core.Fleet;

/// <summary>How much later than usual the reports of one stream arrive.</summary>
/// <remarks>
/// Reports that waited somewhere arrive all at once and look new. The sender's clock and the engine's have no common
/// origin; but their difference is the same for every report, and the smallest one seen is that of a report that did
/// not wait.
/// </remarks>
internal struct ReportDelay
{
    /// <summary>How far two clocks may run apart: ten times what a bad quartz does.</summary>
    private const double DriftMax = 0.001;

    private TimeSpan? _least;
    private TimeSpan _at;

    /// <summary>Notes a report.</summary>
    /// <param name="sentAt">When it left, by the sender's monotonic clock.</param>
    /// <param name="now">When it came, by the engine's.</param>
    /// <returns>For how long it waited, longer than the promptest one.</returns>
    internal TimeSpan Note(TimeSpan sentAt, TimeSpan now)
    {
        TimeSpan delay = now - sentAt;
        TimeSpan usual = _least is { } least ? least + ((now - _at) * DriftMax) : delay;
        _least = delay < usual ? delay : usual;
        _at = now;
        return delay - _least.Value;
    }
}
