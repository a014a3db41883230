namespace Beamer.Tests.Simulation.Machine;

/// <summary>A fleet without one of the rules.</summary>
internal sealed record Mutant(string Name, MachineRules Rules);
