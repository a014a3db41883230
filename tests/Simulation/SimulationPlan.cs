using Beamer.Tests.Simulation.Clients;
using Beamer.Tests.Simulation.Network;

namespace Beamer.Tests.Simulation;

/// <summary>What happens in a run, whatever the balancer.</summary>
internal sealed record SimulationPlan
{
    internal required Workload Workload { get; init; }

    internal required int ServersAtStart { get; init; }

    /// <summary>Servers that there ever are.</summary>
    internal required int ServersMax { get; init; }

    internal int Muxes { get; init; } = 4;

    internal NetworkConditions Fabric { get; init; } = NetworkConditions.GoodFabric;

    internal NetworkConditions Control { get; init; } = NetworkConditions.GoodControl;

    /// <summary>Routers send each packet by any MUX, instead of all of a connection by one.</summary>
    internal bool Spray { get; init; }

    /// <summary>The last of the changes: before it a run does not end.</summary>
    internal TimeSpan LastChange { get; init; }

    /// <summary>The run ends here even if connections are left.</summary>
    internal required TimeSpan End { get; init; }

    /// <summary>How often a row for the plot is noted; zero for never.</summary>
    internal TimeSpan SampleEvery { get; init; }

    /// <summary>Puts the changes and faults on the calendar.</summary>
    internal required Action<Simulator> Schedule { get; init; }
}
