using System.Text.Json;
using System.Text.RegularExpressions;
using Beamer.Core;
using Xunit;

namespace Beamer.Tests.Unit;

/// <summary>Documents rot when nobody reads them beside the code. These tests do.</summary>
public sealed partial class DocumentationTests
{
    private const string Metrics = "docs/metrics.md";

    public static TheoryData<string> Documents => [.. Repository.FilesEndingIn(".md")];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_link_leads_somewhere(string document)
    {
        string directory = Path.GetDirectoryName(document) ?? "";
        IEnumerable<string> broken = Link().Matches(Repository.Read(document))
            .Select(match => match.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal))
            .Where(target => !Repository.Has(Path.Combine(directory, target)));

        Assert.Empty(broken);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_name_of_code_is_still_a_name_of_code(string document)
    {
        IEnumerable<string> gone = CodeName().Matches(Repository.Read(document))
            .SelectMany(match => match.Groups["name"].Value.Split('.'))
            .Where(name => !Identifiers.Value.Contains(name));

        Assert.Empty(gone.Distinct());
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_path_is_still_a_path(string document)
    {
        IEnumerable<string> gone = RepositoryPath().Matches(Repository.Read(document))
            .Select(match => match.Groups["path"].Value)
            .Where(path => !Repository.Has(path));

        Assert.Empty(gone.Distinct());
    }

    [Fact]
    public void Every_reason_to_drop_is_explained_in_the_order_in_which_a_packet_meets_it()
    {
        IEnumerable<string> reasons = Enum.GetValues<DropReason>()
            .Where(reason => reason != DropReason.None)
            .Select(reason => reason.ToString());
        IEnumerable<string> explained = ReasonRow().Matches(Repository.Read(Metrics))
            .Select(match => match.Groups["reason"].Value);

        Assert.Equal(reasons, explained);
    }

    [Fact]
    public void Every_test_of_the_map_of_properties_exists()
    {
        string[] sources = [.. Repository.FilesEndingIn(".cs")
            .Where(path => path.StartsWith("tests/", StringComparison.Ordinal))];
        (string Class, string Method)[] named =
        [
            .. PropertyRow().Matches(Repository.Read("docs/testing.md"))
                .SelectMany(row => TestName().Matches(row.Groups["tests"].Value))
                .Select(name => (name.Groups["class"].Value, name.Groups["method"].Value)),
        ];
        IEnumerable<string> gone = named
            .Where(test => !sources.Any(path => Path.GetFileNameWithoutExtension(path) == test.Class
                && Regex.IsMatch(Repository.Read(path), $@"public [\w<> ]+ {test.Method}\(")))
            .Select(test => $"{test.Class}.{test.Method}");

        Assert.Empty(gone);
        Assert.True(named.Length > 100);
    }

    [Fact]
    public void Every_property_has_a_row_or_a_sentence()
    {
        string map = Repository.Read("docs/testing.md");

        Assert.All(Enumerable.Range(1, 68), number => Assert.Matches($@"\bP{number:00}\b", map));
    }

    [Fact]
    public void Every_instrument_is_explained()
    {
        string metrics = Repository.Read(Metrics);
        IEnumerable<string> unexplained = Instruments().Where(
            name => !metrics.Contains($"`{name}`", StringComparison.Ordinal));

        Assert.Empty(unexplained);
    }

    [Fact]
    public void Every_explained_instrument_exists()
    {
        HashSet<string> instruments = [.. Instruments()];
        IEnumerable<string> gone = InstrumentRow().Matches(Repository.Read(Metrics))
            .Select(match => match.Groups["name"].Value)
            .Where(name => !instruments.Contains(name));

        Assert.Empty(gone);
    }

    [Theory]
    [InlineData("mux", "Mux")]
    [InlineData("backend", "Backend")]
    [InlineData("controller", "Controller")]
    public void Every_daemon_has_a_sample_of_its_options(string name, string section)
    {
        using JsonDocument sample = JsonDocument.Parse(Repository.Read($"deploy/config/{name}.json"));

        Assert.Equal(JsonValueKind.Object, sample.RootElement.GetProperty(section).ValueKind);
    }

    /// <summary>Every word of the sources and of the protocol.</summary>
    private static readonly Lazy<HashSet<string>> Identifiers = new(() =>
    [
        .. Repository.FilesEndingIn(".cs", ".proto")
            .Where(path => !path.StartsWith("tests/", StringComparison.Ordinal))
            .SelectMany(path => Word().Matches(Repository.Read(path)).Select(match => match.Value)),
    ]);

    private static IEnumerable<string> Instruments() => Repository.FilesEndingIn("Metrics.cs")
        .Where(path => path.StartsWith("src/", StringComparison.Ordinal))
        .SelectMany(path => InstrumentName().Matches(Repository.Read(path)))
        .Select(match => match.Groups["name"].Value);

    [GeneratedRegex(@"\]\((?<target>[^)#\s]+)(#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`([a-z]\w*/|[A-Z]\w*/)*(?<name>[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*(\.[A-Z]\w+)*)`")]
    private static partial Regex CodeName();

    [GeneratedRegex(@"`(?<path>(src|tests|docs|deploy|protos)/[\w./-]+)`")]
    private static partial Regex RepositoryPath();

    [GeneratedRegex(@"^\| P\d\d \| [^|]+ \| (?<tests>[^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex PropertyRow();

    [GeneratedRegex(@"(?<class>[A-Z]\w+)\.(?<method>[A-Z]\w+)")]
    private static partial Regex TestName();

    [GeneratedRegex(@"^\| `(?<reason>[A-Z]\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex ReasonRow();

    [GeneratedRegex(@"^\| `(?<name>beamer\.[a-z_.]+)`", RegexOptions.Multiline)]
    private static partial Regex InstrumentRow();

    [GeneratedRegex(@"""(?<name>beamer\.[a-z_]+\.[a-z_.]+)""")]
    private static partial Regex InstrumentName();

    [GeneratedRegex(@"[A-Za-z_]\w*")]
    private static partial Regex Word();
}
