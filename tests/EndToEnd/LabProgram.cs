using System.Diagnostics;
using System.Text.Json.Nodes;
using Xunit;

namespace Beamer.Tests.EndToEnd;

/// <summary>Runs the lab as its user would, and reads its report.</summary>
/// <param name="Output">What it wrote.</param>
/// <param name="Error">What it complained about.</param>
/// <param name="Report">Its report.</param>
internal sealed record LabProgram(string Output, string Error, JsonNode Report)
{
    /// <summary>All that it said: what a failed test shows.</summary>
    public string Story => Output + Error;

    /// <summary>The last line of its output.</summary>
    public string LastLine => Output.TrimEnd().Split('\n')[^1];

    public static async Task<LabProgram> RunAsync(params IEnumerable<string> arguments)
    {
        Assert.True(Environment.IsPrivilegedProcess, "This test makes network namespaces: run it as root.");
        string directory = Directory.CreateTempSubdirectory("beamer-end-to-end-").FullName;
        string path = Path.Combine(directory, "report.json");
        string here = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        string lab = Path.Combine(here, "..", "..", "Lab", Path.GetFileName(here), "beamer-lab");
        ProcessStartInfo start = new(lab, ["run", .. arguments, "--report", path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(File.Exists(path), await output + await error);
        string text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        Directory.Delete(directory, recursive: true);
        return new LabProgram(await output, await error, JsonNode.Parse(text)!);
    }
}
