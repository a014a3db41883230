using System.Xml.Linq;
using Xunit;

namespace Beamer.Tests.Unit;

/// <summary>Who may use whom, read from the project files: the compiler drops references that no code uses.</summary>
public sealed class ProjectTests
{
    /// <summary>Arrows point down only. ARCHITECTURE.md draws them.</summary>
    public static TheoryData<string, string[]> Arrows => new()
    {
        { "Core", [] },
        { "Link", ["Core"] },
        { "Rpc", ["Core"] },
        { "Hosting", [] },
        { "Mux", ["Core", "Link", "Rpc", "Hosting"] },
        { "Backend", ["Core", "Link", "Rpc", "Hosting"] },
        { "Controller", ["Core", "Rpc", "Hosting"] },
        { "Cli", ["Core", "Rpc"] },
        { "Lab", ["Core", "Link", "Rpc"] },
    };

    [Theory]
    [MemberData(nameof(Arrows))]
    public void A_project_uses_only_what_its_level_allows(string project, string[] allowed)
    {
        IEnumerable<string> used = Values(Load($"src/{project}/{project}.csproj"), "ProjectReference", "Include")
            .Select(path => Path.GetFileNameWithoutExtension(path));

        Assert.Empty(used.Except(allowed));
    }

    [Fact]
    public void Every_project_has_its_arrows()
    {
        IEnumerable<string> projects = Repository.FilesEndingIn(".csproj")
            .Where(path => path.StartsWith("src/", StringComparison.Ordinal))
            .Select(path => Path.GetFileNameWithoutExtension(path));

        Assert.Equal(Arrows.Select(row => row.Data.Item1).Order(), projects.Order());
    }

    [Fact]
    public void Only_the_project_of_system_calls_may_be_unsafe()
    {
        IEnumerable<string> unsafeProjects = Repository.FilesEndingIn(".csproj", ".props", ".targets")
            .Where(path => Load(path).Descendants().Any(element =>
                element.Name.LocalName == "AllowUnsafeBlocks" && element.Value.Trim() != "false"));

        Assert.Equal(["src/Link/Link.csproj"], unsafeProjects);
    }

    [Fact]
    public void Core_needs_no_package_but_its_analyzer()
    {
        XElement core = Load("src/Core/Core.csproj");

        Assert.Equal(["Microsoft.CodeAnalysis.BannedApiAnalyzers"], Values(core, "PackageReference", "Include"));
        Assert.Empty(Values(core, "FrameworkReference", "Include"));
    }

    [Fact]
    public void Versions_of_packages_stand_in_one_file() => Assert.DoesNotContain(
        Repository.FilesEndingIn(".csproj"),
        path => Values(Load(path), "PackageReference", "Version").Any());

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        string solution = Repository.Read("Beamer.sln").Replace('\\', '/');

        Assert.DoesNotContain(
            Repository.FilesEndingIn(".csproj"),
            path => !solution.Contains(path, StringComparison.Ordinal));
    }

    private static XElement Load(string path) => XElement.Parse(Repository.Read(path));

    private static IEnumerable<string> Values(XElement project, string element, string attribute) =>
        project.Descendants(element).Select(found => found.Attribute(attribute)?.Value).OfType<string>();
}
