using Beamer.Tests.Model.Steps;

namespace Beamer.Tests.Model.Configurations;

/// <summary>Configurations that hold, but for one rule that is left out: each has to break the promise.</summary>
internal static class CounterExamples
{
    internal static readonly ModelConfiguration[] All =
    [
        From("V1", "S1", "S1 as the original Beamer: no R2, R3, R5, R10, no lease; agents learn from packets",
            Violation.Reset, Original),
        Without("V2", "S1", "R3: agents learn from packets", Violation.Reset,
            s => s with { LearnsFromPackets = true, Fleet = s.Fleet with { Staging = false } }),
        Without("V3", "S1", "R8: whoever does not know answers RST", Violation.Reset,
            s => s with { Chain = s.Chain with { StaleIsSilent = false } }),
        Without("V4", "S1", "R3: MUXes do not wait for agents", Violation.Reset,
            s => s with { Fleet = s.Fleet with { Staging = false } }),
        Without("V5", "S1", "R5: a half-open socket counts as known", Violation.GhostReset, BlindToGhosts),
        Without("V6", "S1", "R2: the oldest previous owner is forgotten", Violation.Lost,
            s => s with { Planner = s.Planner with { Coverage = false } }),
        Without("V7", "S1", "R10: settled without a count", Violation.Lost,
            s => s with { Fleet = s.Fleet with { SettleCount = false } }),
        Without("V8", "S1", "R10: settled without the barrier", Violation.Reset,
            s => s with { Fleet = s.Fleet with { SettleBarrier = false } }),
        Without("V9", "S9", "R13: an agent decides before it knows its sockets", Violation.Lost,
            s => s with { Chain = s.Chain with { SocketsFirst = false } }),
        Without("V10", "S5", "R12: a new incarnation answers at once", Violation.Lost,
            s => s with { Chain = s.Chain with { Admission = false, AdmissionGeneration = false } }),
        Without("V11", "S5", "R12: an admitted server takes packets of older rows", Violation.Lost,
            s => s with { Chain = s.Chain with { AdmissionGeneration = false } }),
        Without("V12", "S7", "R9: a stale SYN opens a flow", Violation.LostToOldSocket,
            s => s with { Chain = s.Chain with { DropStaleSyn = false } }),
        Without("V13", "F4", "R14: a bucket moves back to an unsettled owner", Violation.LostToOldSocket,
            s => s with { Planner = s.Planner with { NoMoveBack = false } }),
        Without("V14", "F1", "R5: a half-open socket counts as known", Violation.GhostReset, BlindToGhosts),
        Without("V15", "F7", "R11: silence counts as death", Violation.Lost,
            s => s with { Fleet = s.Fleet with { SilenceIsNoDeath = false } }),
        Without("V16", "N4", "R6: re-routed at the end of the chain only", Violation.Reset,
            s => s with { Chain = s.Chain with { RerouteAtFirst = false } }),
        Without("V17", "N2", "R3: the old owner learns with the others", Violation.LostToOldSocket, OldOwnerNotLast),
        Without("V18", "S1", "R10: settled before packets in flight have arrived", Violation.Lost,
            s => s with { Fleet = s.Fleet with { SettleDelay = false } }),
        Without("V19", "F9", "R3: a server that cannot be heard is not waited for", Violation.Reset,
            s => s with { Fleet = s.Fleet with { LeaseGuardsSkip = false } }),
        Without("V20", "F9", "R8: a server gets a lease again before it has caught up", Violation.Reset,
            s => s with { Fleet = s.Fleet with { LeaseNeedsKnowledge = false } }),
        Without("N1", "S8", "R8: a server without a lease answers RST", Violation.Reset,
            s => s with { Chain = s.Chain with { LeaseGuardsReset = false } }),
        Without("N3", "F5", "R3: the old owner learns with the others", Violation.LostToOldSocket, OldOwnerNotLast),
        Without("N5", "S1", "R17: a MUX comes back with an older table", Violation.Reset,
            s => s with { Rollbacks = 1 }),
        Without("N6", "S7", "R17: the same where stale SYNs are dropped", Violation.Reset,
            s => s with { Rollbacks = 1 }),
        From("I8", "F9", "F9 with a 4-tuple used again, R14: what no rule helps against", Violation.LostToOldSocket,
            s => s.NoMoveBack() with { ReusesTuple = true }),
    ];

    private static ModelConfiguration Without(
        string name, string holds, string rule, Violation expected, Func<ModelSettings, ModelSettings> leaveOut) =>
        From(name, holds, $"{holds} without {rule}", expected, leaveOut);

    private static ModelConfiguration From(
        string name, string holds, string title, Violation expected, Func<ModelSettings, ModelSettings> change)
    {
        ModelConfiguration whole = HoldingConfigurations.All.Single(configuration => configuration.Name == holds);
        return new ModelConfiguration(name, title, change(whole.Settings)) { Expected = expected };
    }

    /// <summary>NSDI 2018: one previous owner, kept for a time; generations spread by the packets themselves.</summary>
    private static ModelSettings Original(ModelSettings settings) => settings with
    {
        LearnsFromPackets = true,
        Chain = settings.Chain with { ExactKnowledge = false, LeaseGuardsReset = false },
        Fleet = settings.Fleet with
        {
            Staging = false,
            SettleBarrier = false,
            SettleDelay = false,
            SettleCount = false,
        },
        Planner = settings.Planner with { Coverage = false },
    };

    private static ModelSettings BlindToGhosts(ModelSettings settings) =>
        settings with { Chain = settings.Chain with { ExactKnowledge = false } };

    private static ModelSettings OldOwnerNotLast(ModelSettings settings) =>
        settings with { Fleet = settings.Fleet with { OldOwnerLast = false } };
}
