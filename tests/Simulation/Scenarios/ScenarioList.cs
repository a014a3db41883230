using Beamer.Tests.Simulation.Large;

namespace Beamer.Tests.Simulation.Scenarios;

/// <summary>All scenarios, in the order in which help shows them.</summary>
internal static class ScenarioList
{
    internal static IReadOnlyList<IScenario> All { get; } =
    [
        CheetahScenario.Create(),
        RollingScenario.Create(),
        FaultScenarios.CrashInDrain(),
        FaultScenarios.FrozenMux(),
        FaultScenarios.Partition(),
        LossyScenario.Create(),
        new LargeScenario(LargeSize.Full),
    ];
}
