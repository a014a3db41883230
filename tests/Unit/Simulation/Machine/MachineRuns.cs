using Beamer.Tests.Simulation.Machine;
using FsCheck;
using FsCheck.Fluent;

namespace Beamer.Tests.Unit.Simulation.Machine;

/// <summary>The one place where FsCheck meets the machine: it draws seeds, and asks for smaller runs.</summary>
internal static class MachineRuns
{
    internal static Arbitrary<MachineRun> All() => Arb.From(
        Gen.Choose(0, int.MaxValue - 1).Select(seed => MachineRun.From(seed)), MachineShrinker.Shrink);
}
