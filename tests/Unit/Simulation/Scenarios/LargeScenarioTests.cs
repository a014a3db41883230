using Beamer.Tests.Simulation.Large;
using Beamer.Tests.Simulation.Scenarios;
using Xunit;

namespace Beamer.Tests.Unit.Simulation.Scenarios;

/// <summary>The largest fleet, made small: it converges after each change, and whole boxes agree.</summary>
public sealed class LargeScenarioTests
{
    [Fact]
    public void A_fleet_converges_after_each_change_and_sends_whole_tables_only_to_those_that_have_none()
    {
        using StringWriter output = new();

        bool isKept = new LargeScenario(new LargeSize(40, 4096, 8)).Run(new RunOptions(1, 1), output);

        Assert.True(isKept);
        string text = output.ToString();
        Assert.Contains("witnesses: 4 whole boxes hold generation", text, StringComparison.Ordinal);
        string restart = text.Split('\n').Single(
            line => line.StartsWith("the controller restarts", StringComparison.Ordinal));
        Assert.Matches(@"^the controller restarts\s+0 .* 0\.0 KiB\s+0\.0 KiB\s+\d+\.\d KiB\s+\d+\s*$", restart);
    }
}
