using Beamer.Lab.Load;

namespace Beamer.Lab.Scoring;

/// <summary>Tells the person what goes on: a line for each event, and on a terminal a last line that lives.</summary>
internal sealed class Scoreboard(TextWriter output, bool isTerminal)
{
    private const string EraseLine = "\r\e[K";

    public void Say(string sentence) => Line(sentence);

    public void Heading() =>
        Line("   from     to  event                         open  new conn  broken  wrong  excused   stall   short requests");

    public void Show(EventRecord record)
    {
        Line($"{record.Start.TotalSeconds,5:0.0} s {record.End.TotalSeconds,5:0.0} s  {record.Name,-28} {Columns(record.Seen)}");
        if (record.Problem is not null) Line($"                 {record.Problem}");
    }

    /// <summary>What goes on at this moment; only where it can be overwritten.</summary>
    public void Live(string name, TimeSpan since, LoadInterval seen)
    {
        if (isTerminal) output.Write($"{EraseLine}{since.TotalSeconds,5:0.0} s  …      {name,-28} {Columns(seen)}");
    }

    private static string Columns(LoadInterval seen) =>
        $"{seen.Open,5} {seen.Connections,9} {seen.Broken,7} {seen.WrongServer,6} {seen.Excused,8} "
        + $"{seen.LongestStall.TotalMilliseconds,5:0} ms   {seen.RequestsAnswered} ok, {seen.RequestsFailed} failed, "
        + $"p99 {seen.RequestPercentile99.TotalMilliseconds:0} ms, longest {seen.LongestRequest.TotalMilliseconds:0} ms";

    private void Line(string text)
    {
        if (isTerminal) output.Write(EraseLine);
        output.WriteLine(text);
        output.Flush();
    }
}
