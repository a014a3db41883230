using System.Globalization;
using System.Text.RegularExpressions;
using Beamer.Tests.Model.Configurations;
using Xunit;

namespace Beamer.Tests.ModelTests;

/// <summary>docs/consistency.md says how many states each configuration has; the catalogue says the same.</summary>
public sealed partial class DocumentedTableTests
{
    [Fact]
    public void The_table_of_configurations_is_the_catalogue()
    {
        IEnumerable<(string, int?, int?)> documented = TableRow().Matches(Document())
            .Select(row => (row.Groups["name"].Value, Number(row, "states"), Number(row, "twin")))
            .OrderBy(row => row.Item1, StringComparer.Ordinal);

        Assert.Equal(
            HoldingConfigurations.All
                .Select(one => (one.Name, one.States, one.StatesOfTwin))
                .OrderBy(one => one.Name, StringComparer.Ordinal),
            documented);
    }

    [Fact]
    public void The_commands_are_described_with_the_right_numbers()
    {
        int holding = Catalogue.All.Count(one => !one.IsCounterExample && !one.IsDeep);
        int broken = Catalogue.All.Count(one => one.IsCounterExample);

        Assert.Contains(
            $"{holding} configurations that must hold, {broken} that must not", Document(), StringComparison.Ordinal);
    }

    private static int? Number(Match row, string group) => row.Groups[group].Value is { Length: > 0 } digits
        ? int.Parse(digits, NumberStyles.AllowThousands, CultureInfo.InvariantCulture)
        : null;

    private static string Document()
    {
        DirectoryInfo directory = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Beamer.sln"))) directory = directory.Parent!;
        return File.ReadAllText(Path.Combine(directory.FullName, "docs", "consistency.md"));
    }

    [GeneratedRegex(
        @"^\| (?<name>[SFN]\d+) \| [^|]+ \| (?<states>[\d,]+) \| (?<twin>[\d,]*)[^|]*\|$", RegexOptions.Multiline)]
    private static partial Regex TableRow();
}
