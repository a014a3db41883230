using System.Text.Json.Nodes;
using Xunit;

namespace Beamer.Tests.EndToEnd;

/// <summary>A few experiments at their short size: each must pass by what it counts, never by a clock.</summary>
[Collection(nameof(LabProgram))]
public sealed class ExperimentTests
{
    // A storm of changes; a stale MUX; every packet on another MUX, with loss and doubles; forged packets.
    private static readonly string[] Chosen = ["X03", "X04", "X05", "X37"];

    [Fact]
    public async Task Storm_stale_mux_spraying_and_forgeries_break_nothing()
    {
        LabProgram lab = await LabProgram.RunAsync([.. Chosen, "--short"]);

        JsonArray experiments = lab.Report["experiments"]!.AsArray();
        Assert.Equal(Chosen, experiments.Select(experiment => (string)experiment!["id"]!));
        Assert.All(experiments, experiment => Assert.True((bool)experiment!["passed"]!, lab.Story));
        Assert.All(experiments, experiment => Assert.Contains(
            experiment!["criteria"]!.AsArray(),
            criterion => (string)criterion!["name"]! == "broken" && (double)criterion["measured"]! == 0));
        Assert.Equal("experiments 4, passed 4, failed 0", lab.LastLine);
    }
}
