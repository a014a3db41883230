namespace Beamer.Tests.Model.Configurations;

/// <summary>Configurations in which nothing may break the promise.</summary>
/// <remarks>With each: how many states it has, and how many the independent model finds for the same.</remarks>
internal static class HoldingConfigurations
{
    private static readonly ModelSettings s_minimal = RuleSets.Minimal;
    private static readonly ModelSettings s_full = RuleSets.Full;
    private static readonly ModelSettings s_reuse = RuleSets.Full.NoMoveBack() with { ReusesTuple = true };
    private static readonly ModelSettings s_reuseAndCrash = s_reuse with { Crashes = 1, Syns = 1, PreviousMax = 2 };

    private static readonly ModelSettings s_production = new()
    {
        PreviousMax = 2,
        Crashes = 1,
        Reboots = true,
        ReusesTuple = true,
        RenewsRows = true,
        Syns = 1,
    };

    internal static readonly ModelConfiguration[] All =
    [
        Holds("S1", "minimal rules", 51_904, 51_904, s_minimal),
        Holds("S2", "minimal, 4 row changes", 56_370, 56_370, s_minimal with { RowChanges = 4, Syns = 1 }),
        Holds("S3", "minimal, 3 MUXes", 38_192, 38_192, s_minimal with { Muxes = 3, Syns = 1 }),
        Holds("S4", "minimal, K = 2", 140_476, 140_476, s_minimal with { PreviousMax = 2 }),
        Holds("S5", "minimal, crash and reboot", 559_504, 559_504, s_minimal.Crash()),
        Holds("S6", "minimal, crash and reboot, K = 2", 1_193_044, 1_193_044, s_minimal.Crash() with
        {
            PreviousMax = 2,
        }),
        Holds("S7", "minimal, 4-tuple used again: stale SYNs dropped, R14", 30_668, 30_668,
            s_minimal.NoMoveBack().DropStaleSyns() with { ReusesTuple = true }),
        Holds("S8", "minimal, servers fall silent", 270_090, 270_090, s_minimal with
        {
            FallsSilent = true,
            Syns = 1,
        }),
        Holds("S9", "minimal, an agent restarts", 20_372, null, s_minimal with { AgentRestarts = true, Syns = 1 }),
        Holds("F1", "full rules", 23_262, 23_262, s_full),
        Holds("F2", "full, crash and reboot", 224_294, 213_164, s_full.Crash()),
        Deep("F3", "full, 2 crashes and reboots, K = 2", 6_324_152, 5_879_192, s_full.Crash(2) with
        {
            PreviousMax = 2,
        }),
        Holds("F4", "full, 4-tuple used again: R14", 17_228, 17_228, s_reuse),
        Holds("F5", "full, 4-tuple used again: R14, a crash, K = 2", 138_538, 109_902, s_reuseAndCrash),
        Holds("F6", "full, 3 MUXes", 7_686, 7_686, s_full with { Muxes = 3, Syns = 1 }),
        Holds("F7", "full, servers fall silent", 91_010, 181_676, s_full with { FallsSilent = true, Syns = 1 }),
        Holds("F8", "full, 4 row changes", 11_978, 11_978, s_full with { RowChanges = 4, Syns = 1 }),
        Holds("F9", "full, servers fall silent and come back, leases end later", 1_315_648, null, s_full with
        {
            FallsSilent = true,
            CountsLeases = true,
            Syns = 1,
        }),
        Holds("F10", "full, the hop budget counted, 4-tuple used again: R14, K = 2", 29_830, null, s_reuse with
        {
            CountsForwards = true,
            PreviousMax = 2,
        }),
        Holds("F11", "production: every rule; crash, reboot, 4-tuple used again, K = 2", 439_466, null, s_production),
        Deep("F12", "F11 with 4 row changes", 1_397_008, null, s_production with { RowChanges = 4 }),
        Deep("F13", "F11 with 3 MUXes and 2 SYNs", 4_312_866, null, s_production with { Muxes = 3, Syns = 2 }),
        Holds("F14", "production: every rule; servers fall silent and come back", 579_040, null, new ModelSettings
        {
            FallsSilent = true,
            CountsLeases = true,
            Syns = 1,
        }),
        Holds("F15", "production: every rule; an agent restarts, 4-tuple used again", 28_372, null, new ModelSettings
        {
            AgentRestarts = true,
            ReusesTuple = true,
        }),
        Holds("N2", "F5 without the move barrier", 276_712, 240_536, s_reuseAndCrash with
        {
            Fleet = s_full.Fleet with { MoveBarrier = false },
        }),
        Holds("N4", "F1 without the move barrier and with the old owner not last", 110_482, 110_482, s_full with
        {
            Fleet = s_full.Fleet with { MoveBarrier = false, OldOwnerLast = false },
        }),
        Holds("N7", "full, a MUX comes back with an older table", 21_082, 21_082, s_full with
        {
            Rollbacks = 1,
            Syns = 1,
        }),
        Deep("N8", "N7 with crash and reboot, K = 2", 1_665_288, 1_624_358, s_full.Crash() with
        {
            Rollbacks = 1,
            PreviousMax = 2,
        }),
    ];

    private static ModelConfiguration Holds(
        string name, string title, int states, int? statesOfTwin, ModelSettings settings) =>
        new(name, title, settings) { States = states, StatesOfTwin = statesOfTwin };

    private static ModelConfiguration Deep(
        string name, string title, int states, int? statesOfTwin, ModelSettings settings) =>
        Holds(name, title, states, statesOfTwin, settings) with { IsDeep = true };
}
