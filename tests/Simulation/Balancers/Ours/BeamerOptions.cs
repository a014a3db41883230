using Beamer.Core.Chaining;
using Beamer.Core.Fleet;

namespace Beamer.Tests.Simulation.Balancers.Ours;

/// <summary>How the fleet under test is set up. Rules are switched off only by tests of the checker.</summary>
internal sealed record BeamerOptions
{
    internal int Buckets { get; init; } = 3200;

    /// <summary>K.</summary>
    internal int PreviousMax { get; init; } = 2;

    internal FleetSettings Settings { get; init; } = new();

    internal FleetRules FleetRules { get; init; } = FleetRules.All;

    internal ChainRules ChainRules { get; init; } = ChainRules.All;

    /// <summary>Messages of the controller travel as the bytes of the production's codec.</summary>
    internal bool EncodesControl { get; init; }

    /// <summary>Operators may move more than half of the buckets at once.</summary>
    internal bool Force { get; init; }
}
