namespace Beamer.Tests.Unit;

/// <summary>The files of this repository, for tests that read them.</summary>
internal static class Repository
{
    private static readonly string[] BuildProducts = ["artifacts", "bin", "obj", "TestResults", ".git", ".vs", ".idea"];

    /// <summary>The directory of Beamer.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every file that people wrote and whose name ends in one of <paramref name="suffixes"/>.</summary>
    /// <returns>Paths below <see cref="Root"/>, with slashes, in order.</returns>
    public static IReadOnlyList<string> FilesEndingIn(params string[] suffixes) =>
    [
        .. FilesBelow(new DirectoryInfo(Root))
            .Select(file => Path.GetRelativePath(Root, file.FullName))
            .Where(path => suffixes.Any(suffix => path.EndsWith(suffix, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The text of a file below <see cref="Root"/>.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Whether a file or directory of this name is below <see cref="Root"/>.</summary>
    public static bool Has(string path) => Path.Exists(Path.Combine(Root, path));

    private static IEnumerable<FileInfo> FilesBelow(DirectoryInfo directory) => directory.EnumerateFiles().Concat(
        directory.EnumerateDirectories().Where(below => !BuildProducts.Contains(below.Name)).SelectMany(FilesBelow));

    private static string FindRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Beamer.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("The tests run outside of the repository.");
    }
}
