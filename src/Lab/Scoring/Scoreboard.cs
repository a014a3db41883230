using Beamer.Lab.Load;

namespace Beamer.Lab.Scoring;

/// <summary>Tells the person what goes on: a line for each event, and on a terminal a last line that lives.</summary>
internal sealed class Scoreboard(TextWriter output, bool isTerminal)
{
    private const string EraseLine = "\r\e[K";

    public void Say(string sentence) => Line(sentence);

    public void Heading() => Line(
        "  from     to  event                         open    new broken wrong excused   stall  "
        + "requests failed    p99 longest");

    public void Show(EventRecord record)
    {
        Line(Row($"{record.Start.TotalSeconds,6:0.0} {record.End.TotalSeconds,6:0.0}", record.Name, record.Seen));
        if (record.Problem is not null) Line("               " + record.Problem);
    }

    /// <summary>What goes on at this moment; only where it can be overwritten.</summary>
    public void Live(string name, TimeSpan since, LoadInterval seen)
    {
        if (isTerminal) output.Write(EraseLine + Row($"{since.TotalSeconds,6:0.0}    ...", name, seen));
    }

    // Times are in seconds, stalls and requests in milliseconds.
    private static string Row(string times, string name, LoadInterval seen) =>
        $"{times}  {name,-28} {seen.Open,5} {seen.Connections,6} {seen.Broken,6} {seen.WrongServer,5} {seen.Excused,7} "
        + $"{seen.LongestStall.TotalMilliseconds,7:0}  {seen.RequestsAnswered,8} {seen.RequestsFailed,6} "
        + $"{seen.RequestPercentile99.TotalMilliseconds,6:0} {seen.LongestRequest.TotalMilliseconds,7:0}";

    private void Line(string text)
    {
        if (isTerminal) output.Write(EraseLine);
        output.WriteLine(text);
        output.Flush();
    }
}
