using Xunit;

namespace Beamer.Tests.Unit.Core.Wire;

public sealed class WireFormatDocumentTests
{
    [Fact]
    public void Every_drawing_in_the_code_is_in_the_document()
    {
        string root = Root();
        string document = File.ReadAllText(Path.Combine(root, "docs", "wire-format.md"));
        string[] files =
        [
            .. Directory.GetFiles(Path.Combine(root, "src", "Core", "Wire"), "*.cs"),
            Path.Combine(root, "src", "Core", "Hashing", "FlowHash.cs"),
        ];
        List<(string File, string Drawing)> drawings = [.. files.SelectMany(Drawings)];
        Assert.True(drawings.Count >= 10, $"only {drawings.Count} drawings found");
        Assert.All(drawings, d => Assert.True(document.Contains(d.Drawing, StringComparison.Ordinal), d.File));
    }

    private static IEnumerable<(string File, string Drawing)> Drawings(string file)
    {
        List<string>? lines = null;
        foreach (string line in File.ReadLines(file).Select(l => l.TrimStart()))
        {
            if (line == "/// <code>")
            {
                lines = [];
            }
            else if (line == "/// </code>" && lines is not null)
            {
                yield return (Path.GetFileName(file), string.Join('\n', lines));
                lines = null;
            }
            else
            {
                lines?.Add(line.Length > 4 ? line[4..] : "");
            }
        }
    }

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Beamer.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("the tests do not run inside the repository");
    }
}
