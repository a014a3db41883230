using Beamer.Core.Chaining;
using Beamer.Core.Fleet;
using Beamer.Core.Planning;

namespace Beamer.Tests.Model.Configurations;

/// <summary>The two sets of rules from which configurations start.</summary>
internal static class RuleSets
{
    /// <summary>
    /// Production's rules but for two, which only forbid: moves back (R14) and, before an admission, rows of a former
    /// incarnation (R12). Without them more can happen, and without a second connection of the 4-tuple nothing of it
    /// breaks the promise.
    /// </summary>
    internal static readonly ModelSettings Full = new()
    {
        Fleet = FleetRules.All with { AdmissionRepublish = false },
        Planner = PlannerRules.All with { NoMoveBack = false },
    };

    /// <summary>
    /// The same without what makes it smooth: agents do not re-route (R6, R9), the old owner learns a row together with
    /// the others, and a bucket may move again before all MUXes know its last move.
    /// </summary>
    internal static readonly ModelSettings Minimal = Full with
    {
        Chain = ChainRules.All with { RerouteData = false, RerouteSyn = false },
        Fleet = Full.Fleet with { OldOwnerLast = false, MoveBarrier = false },
    };

    /// <summary>No move back to an unsettled previous owner (R14).</summary>
    internal static ModelSettings NoMoveBack(this ModelSettings settings) =>
        settings with { Planner = settings.Planner with { NoMoveBack = true } };

    /// <summary>Agents of the minimal rules drop a SYN that an older row routed.</summary>
    internal static ModelSettings DropStaleSyns(this ModelSettings settings) =>
        settings with { Chain = settings.Chain with { DropStaleSyn = true } };

    /// <summary>
    /// One server crashes, comes back and is admitted; for the sake of time the client sends one SYN.
    /// </summary>
    internal static ModelSettings Crash(this ModelSettings settings, int crashes = 1) =>
        settings with { Crashes = crashes, Reboots = true, Syns = 1 };
}
