using System.Globalization;
using Beamer.Tests.Model.Configurations;
using Beamer.Tests.Model.Search;
using Beamer.Tests.Model.Steps;

namespace Beamer.Tests.Model.Reporting;

/// <summary>The table, the traces, and the line at the end.</summary>
internal sealed class Report(TextWriter output)
{
    private readonly List<(ModelConfiguration Configuration, Exploration Found)> _runs = [];

    internal void Begin() => output.WriteLine(Line("name", "states", "twin", "seconds", "verdict", "configuration"));

    internal void Run(ModelConfiguration configuration)
    {
        Exploration found = Explorer.Explore(configuration.Settings);
        _runs.Add((configuration, found));
        output.WriteLine(Line(
            configuration.Name,
            Number(found.States),
            configuration.StatesOfTwin is { } twin ? Number(twin) : "",
            found.Elapsed.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture),
            VerdictOn(configuration, found),
            configuration.Title));
    }

    /// <summary>The shortest way to each violation that was found.</summary>
    internal void TellTraces()
    {
        foreach ((ModelConfiguration configuration, Exploration found) in _runs)
        {
            if (found.Violation == Violation.None) continue;
            output.WriteLine();
            output.WriteLine($"{configuration.Name}  {configuration.Title}: {Words(found.Violation)}");
            for (int i = 0; i < found.Trace.Length; i++) output.WriteLine($"{i + 1,4}. {found.Trace[i]}");
        }

        output.WriteLine();
    }

    /// <returns>Whether everything came out as it has to.</returns>
    internal bool End()
    {
        int unexpected = _runs.Count(run => run.Found.Violation != Violation.None && !IsAsExpected(run));
        int wanted = _runs.Count(run => run.Configuration.IsCounterExample);
        int counterExamples = _runs.Count(run => run.Configuration.IsCounterExample && IsAsExpected(run));
        output.WriteLine(
            $"configurations {_runs.Count}, unexpected violations {unexpected}, "
            + $"counter-examples {counterExamples} of {wanted}");
        return unexpected == 0 && counterExamples == wanted;
    }

    private static bool IsAsExpected((ModelConfiguration Configuration, Exploration Found) run) =>
        run.Found.Violation == run.Configuration.Expected;

    private static string VerdictOn(ModelConfiguration configuration, Exploration found)
    {
        string words = found.Violation == Violation.None ? "holds" : Words(found.Violation);
        if (found.Violation == configuration.Expected) return words;
        return configuration.IsCounterExample ? $"{words}, NOT AS EXPECTED" : $"{words}, UNEXPECTED";
    }

    private static string Words(Violation violation) => violation switch
    {
        Violation.Reset => "broken: RST",
        Violation.GhostReset => "broken: RST by a ghost",
        Violation.Lost => "broken: home out of reach",
        Violation.LostToOldSocket => "broken: an older socket comes first",
        Violation.Unbounded => "broken: hop budget spent",
        _ => "holds",
    };

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Line(params ReadOnlySpan<string> cells) =>
        $"{cells[0],-4}  {cells[1],9}  {cells[2],9}  {cells[3],7}  {cells[4],-35}  {cells[5]}";
}
