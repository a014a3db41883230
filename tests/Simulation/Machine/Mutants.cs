using Beamer.Core.Chaining;
using Beamer.Core.Fleet;
using Beamer.Core.Planning;

namespace Beamer.Tests.Simulation.Machine;

/// <summary>Rules left out, one each: the machine must find a broken promise without it.</summary>
/// <remarks>
/// Some rules stand in for each other in the full set. Those are left out of a smaller set that is safe as well, as
/// in <c>docs/consistency.md</c>. A mutant has to do harm: that a step of the machinery is skipped is not enough.
/// </remarks>
internal static class Mutants
{
    /// <summary>
    /// Agents do not re-route (R6, R9): they drop a SYN of an older row, and a bucket may move again at once.
    /// </summary>
    internal static readonly MachineRules Smaller = MachineRules.All with
    {
        Chain = ChainRules.All with { RerouteData = false, RerouteSyn = false, DropStaleSyn = true },
        Fleet = FleetRules.All with { MoveBarrier = false },
    };

    /// <summary>And they take it, where no client uses a four-tuple twice.</summary>
    internal static readonly MachineRules Smallest = Smaller with
    {
        Chain = Smaller.Chain with { DropStaleSyn = false },
        ReusesTuples = false,
    };

    internal static readonly IReadOnlyList<Mutant> All =
    [
        new("RST always", Chain(Smaller, rules => rules with { StaleIsSilent = false })),
        new("gossip generations", Fleet(Smaller, rules => rules with { Staging = false })
            with { LearnsFromController = false }),
        new("no gate", Fleet(Smaller, rules => rules with { Staging = false })),
        new("ghost-blind", Chain(MachineRules.All, rules => rules with { ExactKnowledge = false })),
        new("no coverage", Plan(MachineRules.All, rules => rules with { Coverage = false })),
        new("time settle", Fleet(MachineRules.All, rules => rules with { SettleCount = false })),
        new("no barrier", Fleet(Smallest, rules => rules with { SettleBarrier = false })),
        new("no kernel truth", Chain(MachineRules.All, rules => rules with { SocketsFirst = false })),
        new("no admission", Chain(Smallest, rules => rules with { Admission = false, AdmissionGeneration = false })),
        new("no admission generation", Chain(Smallest, rules => rules with { AdmissionGeneration = false })),
        new("stale SYN accepted", Chain(MachineRules.All, rules => rules with { RerouteSyn = false })),
        new("move-back", Plan(MachineRules.All, rules => rules with { NoMoveBack = false })),
        new("false death", Fleet(MachineRules.All, rules => rules with { SilenceIsNoDeath = false })),
        new("late re-route", Chain(
            Fleet(MachineRules.All, rules => rules with { OldOwnerLast = false, MoveBarrier = false }),
            rules => rules with { RerouteAtFirst = false })),
        new("no lease", Chain(Smallest, rules => rules with { LeaseGuardsReset = false })),
        new("MUX table rollback", Smallest with { MuxKeepsTable = false, ChecksSteps = false }),
    ];

    private static MachineRules Chain(MachineRules rules, Func<ChainRules, ChainRules> change) =>
        rules with { Chain = change(rules.Chain), ChecksSteps = false };

    private static MachineRules Fleet(MachineRules rules, Func<FleetRules, FleetRules> change) =>
        rules with { Fleet = change(rules.Fleet), ChecksSteps = false };

    private static MachineRules Plan(MachineRules rules, Func<PlannerRules, PlannerRules> change) =>
        Fleet(rules, fleet => fleet with { Planner = change(fleet.Planner) });
}
