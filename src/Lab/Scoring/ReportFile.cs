using System.Text.Json;
using System.Text.Json.Nodes;
using Beamer.Lab.Load;

namespace Beamer.Lab.Scoring;

/// <summary>The score and every event as JSON, for programs.</summary>
internal static class ReportFile
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void Write(string path, IReadOnlyCollection<EventRecord> events) =>
        File.WriteAllText(path, Describe(events).ToJsonString(Indented) + "\n");

    public static JsonObject Describe(IReadOnlyCollection<EventRecord> events)
    {
        Score score = Score.Of(events);
        return new JsonObject
        {
            ["connections"] = score.Connections,
            ["broken"] = score.Broken,
            ["wrongServer"] = score.WrongServer,
            ["excused"] = score.Excused,
            ["longestStallMilliseconds"] = Milliseconds(score.LongestStall),
            ["events"] = new JsonArray([.. events.Select(Describe)]),
        };
    }

    private static JsonObject Describe(EventRecord record)
    {
        LoadInterval seen = record.Seen;
        JsonObject faults = [];
        foreach ((Fault fault, int count) in seen.Faults) faults[fault.ToString()] = count;
        return new JsonObject
        {
            ["name"] = record.Name,
            ["startSeconds"] = Math.Round(record.Start.TotalSeconds, 3),
            ["endSeconds"] = Math.Round(record.End.TotalSeconds, 3),
            ["problem"] = record.Problem,
            ["downloadsOpen"] = seen.Open,
            ["connections"] = seen.Connections,
            ["broken"] = seen.Broken,
            ["wrongServer"] = seen.WrongServer,
            ["excused"] = seen.Excused,
            ["faults"] = faults,
            ["longestStallMilliseconds"] = Milliseconds(seen.LongestStall),
            ["longestRequestMilliseconds"] = Milliseconds(seen.LongestRequest),
            ["requestsAnswered"] = seen.RequestsAnswered,
            ["requestsFailed"] = seen.RequestsFailed,
            ["requestPercentile99Milliseconds"] = Milliseconds(seen.RequestPercentile99),
        };
    }

    private static double Milliseconds(TimeSpan duration) => Math.Round(duration.TotalMilliseconds, 1);
}
