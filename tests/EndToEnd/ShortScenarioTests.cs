using System.Diagnostics;
using System.Text.Json.Nodes;
using Xunit;

namespace Beamer.Tests.EndToEnd;

/// <summary>The whole system as processes under load. Needs root, nginx, iproute2, ethtool and curl.</summary>
public sealed class ShortScenarioTests
{
    [Fact]
    public async Task No_connection_breaks_and_none_changes_its_server_while_the_fleet_changes()
    {
        Assert.True(Environment.IsPrivilegedProcess, "This test makes network namespaces: run it as root.");
        string directory = Directory.CreateTempSubdirectory("beamer-end-to-end-").FullName;
        string reportPath = Path.Combine(directory, "report.json");

        (string output, string error) = await RunLabAsync("run", "--short", "--report", reportPath);

        string story = output + error;
        Assert.True(File.Exists(reportPath), story);
        string text = await File.ReadAllTextAsync(reportPath, TestContext.Current.CancellationToken);
        JsonNode report = JsonNode.Parse(text)!;
        Directory.Delete(directory, recursive: true);
        Assert.True((int)report["broken"]! == 0, story);
        Assert.True((int)report["wrongServer"]! == 0, story);
        Assert.True((int)report["connections"]! >= 400, story);
        Assert.True(report["events"]!.AsArray().All(labEvent => labEvent!["problem"] is null), story);
        Assert.StartsWith("connections ", output.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
    }

    private static async Task<(string Output, string Error)> RunLabAsync(params string[] arguments)
    {
        string here = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        string lab = Path.Combine(here, "..", "..", "Lab", Path.GetFileName(here), "beamer-lab");
        ProcessStartInfo start = new(lab, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (await output, await error);
    }
}
