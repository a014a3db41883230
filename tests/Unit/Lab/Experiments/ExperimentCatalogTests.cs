using Beamer.Lab;
using Beamer.Lab.Experiments;
using Xunit;

namespace Beamer.Tests.Unit.Lab.Experiments;

public sealed class ExperimentCatalogTests
{
    [Fact]
    public void No_two_experiments_have_one_id() => Assert.Distinct(
        ExperimentCatalog.All.Select(experiment => experiment.Id), StringComparer.OrdinalIgnoreCase);

    [Fact]
    public void Each_is_found_by_its_id_in_any_case() => Assert.All(
        ExperimentCatalog.All,
        experiment => Assert.Same(experiment, ExperimentCatalog.Find([experiment.Id.ToLowerInvariant()]).Single()));

    [Fact]
    public void All_are_found_by_one_word() => Assert.Same(ExperimentCatalog.All, ExperimentCatalog.Find(["all"]));

    [Fact]
    public void Every_unknown_name_is_told_with_those_that_exist()
    {
        LabException refusal = Assert.Throws<LabException>(() => ExperimentCatalog.Find(["X03", "X77", "X78"]));
        Assert.Contains("no experiment X77, X78", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("X01b", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_has_a_row_in_the_documentation()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "experiments.md"));
        Assert.All(
            ExperimentCatalog.All,
            experiment => Assert.Contains($"\n| {experiment.Id} |", page, StringComparison.Ordinal));
    }
}
