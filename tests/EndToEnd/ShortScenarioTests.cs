using System.Text.Json.Nodes;
using Xunit;

namespace Beamer.Tests.EndToEnd;

/// <summary>The whole system as processes under load. Needs root, nginx, iproute2, ethtool and curl.</summary>
[Collection(nameof(LabProgram))]
public sealed class ShortScenarioTests
{
    [Fact]
    public async Task No_connection_breaks_and_none_changes_its_server_while_the_fleet_changes()
    {
        LabProgram lab = await LabProgram.RunAsync("--short");

        JsonNode report = lab.Report;
        Assert.True((int)report["broken"]! == 0, lab.Story);
        Assert.True((int)report["wrongServer"]! == 0, lab.Story);
        Assert.True((int)report["connections"]! >= 400, lab.Story);
        Assert.True(report["events"]!.AsArray().All(labEvent => labEvent!["problem"] is null), lab.Story);
        Assert.StartsWith("connections ", lab.LastLine, StringComparison.Ordinal);
    }
}
