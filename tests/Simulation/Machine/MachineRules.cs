using Beamer.Core.Chaining;
using Beamer.Core.Fleet;

namespace Beamer.Tests.Simulation.Machine;

/// <summary>The rules in force: all of the production's, or a mutant that leaves some out.</summary>
internal sealed record MachineRules
{
    internal static readonly MachineRules All = new();

    internal FleetRules Fleet { get; init; } = FleetRules.All;

    internal ChainRules Chain { get; init; } = ChainRules.All;

    /// <summary>
    /// R3: agents learn rows from the controller; off, only from packets of newer rows, as Beamer of 2018.
    /// </summary>
    internal bool LearnsFromController { get; init; } = true;

    /// <summary>R17: a MUX that starts again finds the table that it acknowledged; off, an older one.</summary>
    internal bool MuxKeepsTable { get; init; } = true;

    /// <summary>Clients open a second connection with a four-tuple that they used before.</summary>
    internal bool ReusesTuples { get; init; } = true;

    /// <summary>
    /// Besides the promise, every step of the machinery is checked; off for mutants, which have to do harm.
    /// </summary>
    internal bool ChecksSteps { get; init; } = true;
}
