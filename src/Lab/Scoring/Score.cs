namespace Beamer.Lab.Scoring;

/// <summary>The sum over all events, and the line that says it. Pure.</summary>
internal sealed record Score(int Connections, int Broken, int WrongServer, int Excused, TimeSpan LongestStall)
{
    public static Score Of(IReadOnlyCollection<EventRecord> events) => new(
        events.Sum(record => record.Seen.Connections),
        events.Sum(record => record.Seen.Broken),
        events.Sum(record => record.Seen.WrongServer),
        events.Sum(record => record.Seen.Excused),
        events.Select(record => Longer(record.Seen.LongestStall, record.Seen.LongestRequest))
            .DefaultIfEmpty().Max());

    /// <summary>No connection was harmed that should not be.</summary>
    public bool IsClean => Broken == 0 && WrongServer == 0;

    /// <summary>The last line of a run; programs read it, so it never changes its form.</summary>
    public string Line =>
        $"connections {Connections}, broken {Broken}, wrong-server {WrongServer}, excused {Excused}, "
        + $"longest-stall {Math.Ceiling(LongestStall.TotalMilliseconds):0} ms";

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
