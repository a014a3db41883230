using Beamer.Core.Chaining;
using Beamer.Core.Fleet;
using Beamer.Core.Planning;
using Beamer.Tests.Model.Steps;

namespace Beamer.Tests.Model.Configurations;

/// <summary>Production with one rule switched off and every other one in force.</summary>
/// <remarks>
/// The counter-examples start from the smallest set of rules, or from a set in which the one rule stands out. These
/// start from what runs. For some rules the others then make up: they stand in <see cref="Holding"/>.
/// </remarks>
internal static class ProductionWithoutOneRule
{
    internal static readonly ModelConfiguration[] Breaking =
    [
        Broken("P1", "F15", "R2", Violation.Lost, planner: rules => rules with { Coverage = false }),
        Broken("P2", "F11", "R3", Violation.Reset, fleet: rules => rules with { Staging = false }),
        Broken("P3", "F11", "R3's order: the old owner last", Violation.LostToOldSocket,
            fleet: rules => rules with { OldOwnerLast = false }),
        Broken("P4", "F14", "R3's wait for leases", Violation.Reset,
            fleet: rules => rules with { LeaseGuardsSkip = false }),
        Broken("P5", "F15", "R5", Violation.GhostReset, chain: rules => rules with { ExactKnowledge = false }),
        Broken("P6", "F14", "R8's lease", Violation.Reset, chain: rules => rules with { LeaseGuardsReset = false }),
        Broken("P7", "F14", "what a lease asks for (R8)", Violation.Reset,
            fleet: rules => rules with { LeaseNeedsKnowledge = false }),
        Broken("P8", "F11", "R9", Violation.LostToOldSocket, chain: rules => rules with { RerouteSyn = false }),
        Broken("P9", "F11", "R10's barrier", Violation.Reset, fleet: rules => rules with { SettleBarrier = false }),
        Broken("P10", "F11", "R10's count", Violation.Lost, fleet: rules => rules with { SettleCount = false }),
        Broken("P11", "F14", "R11", Violation.Lost, fleet: rules => rules with { SilenceIsNoDeath = false }),
        Broken("P12", "F11", "R12", Violation.Lost,
            chain: rules => rules with { Admission = false, AdmissionGeneration = false }),
        Broken("P13", "F11", "R12's generation", Violation.Reset,
            chain: rules => rules with { AdmissionGeneration = false }),
        Broken("P14", "F15", "R13", Violation.Lost, chain: rules => rules with { SocketsFirst = false }),
        Broken("P15", "F11", "R14", Violation.LostToOldSocket, planner: rules => rules with { NoMoveBack = false }),
    ];

    internal static readonly ModelConfiguration[] Holding =
    [
        Held("Q1", "R6", 403_932, chain: rules => rules with { RerouteData = false }),
        Held("Q2", "R6 at the first server", 431_544, chain: rules => rules with { RerouteAtFirst = false }),
        Held("Q3", "R6's limit of two", 439_490, chain: rules => rules with { RerouteLimit = false }),
        Held("Q4", "R10's D", 515_156, fleet: rules => rules with { SettleDelay = false }),
        Held("Q5", "the move barrier", 966_302, fleet: rules => rules with { MoveBarrier = false }),
        Held("Q6", "R12's new publication of rows", 359_260, fleet: rules => rules with { AdmissionRepublish = false }),
        Held("Q7", "R8's silence of the stale", 439_466, chain: rules => rules with { StaleIsSilent = false }),
    ];

    private static ModelConfiguration Broken(
        string name,
        string whole,
        string rule,
        Violation expected,
        Func<ChainRules, ChainRules>? chain = null,
        Func<FleetRules, FleetRules>? fleet = null,
        Func<PlannerRules, PlannerRules>? planner = null) =>
        new(name, $"{whole} without {rule}", SettingsOf(whole, chain, fleet, planner)) { Expected = expected };

    private static ModelConfiguration Held(
        string name,
        string rule,
        int states,
        Func<ChainRules, ChainRules>? chain = null,
        Func<FleetRules, FleetRules>? fleet = null) =>
        new(name, $"F11 without {rule}", SettingsOf("F11", chain, fleet, null)) { States = states, IsDeep = true };

    private static ModelSettings SettingsOf(
        string whole,
        Func<ChainRules, ChainRules>? chain,
        Func<FleetRules, FleetRules>? fleet,
        Func<PlannerRules, PlannerRules>? planner)
    {
        ModelSettings settings = HoldingConfigurations.All.Single(one => one.Name == whole).Settings;
        return settings with
        {
            Chain = chain?.Invoke(settings.Chain) ?? settings.Chain,
            Fleet = fleet?.Invoke(settings.Fleet) ?? settings.Fleet,
            Planner = planner?.Invoke(settings.Planner) ?? settings.Planner,
        };
    }
}
