using System.Text.Json;
using System.Text.Json.Nodes;

namespace Beamer.Lab.Experiments;

/// <summary>The verdicts as JSON, for programs.</summary>
internal static class VerdictReport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void Write(string path, IReadOnlyCollection<Verdict> verdicts) =>
        File.WriteAllText(path, Describe(verdicts).ToJsonString(Indented) + "\n");

    public static JsonObject Describe(IReadOnlyCollection<Verdict> verdicts) => new()
    {
        ["passed"] = verdicts.Count(verdict => verdict.IsPassed),
        ["failed"] = verdicts.Count(verdict => !verdict.IsPassed),
        ["experiments"] = new JsonArray([.. verdicts.Select(Describe)]),
    };

    private static JsonObject Describe(Verdict verdict) => new()
    {
        ["id"] = verdict.Id,
        ["title"] = verdict.Title,
        ["passed"] = verdict.IsPassed,
        ["seconds"] = Math.Round(verdict.Duration.TotalSeconds, 1),
        ["problem"] = verdict.Problem,
        ["criteria"] = new JsonArray([.. verdict.Criteria.Select(Describe)]),
    };

    private static JsonObject Describe(Criterion criterion) => new()
    {
        ["name"] = criterion.Name,
        ["measured"] = criterion.Measured,
        ["unit"] = criterion.Unit,
        ["relation"] = criterion.Relation.ToString(),
        ["bound"] = criterion.Relation == Relation.Any ? null : criterion.Bound,
        ["decides"] = criterion.Decides,
        ["met"] = criterion.IsMet,
    };
}
