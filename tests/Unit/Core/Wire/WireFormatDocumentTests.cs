using Xunit;

namespace Beamer.Tests.Unit.Core.Wire;

public sealed class WireFormatDocumentTests
{
    [Fact]
    public void Every_drawing_in_the_code_is_in_the_document()
    {
        string document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "wire-format.md"));
        string[] files =
        [
            .. Directory.GetFiles(Path.Combine(Repository.Root, "src", "Core", "Wire"), "*.cs"),
            Path.Combine(Repository.Root, "src", "Core", "Hashing", "FlowHash.cs"),
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
}
