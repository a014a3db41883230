using Beamer.Core.Chaining;
using Beamer.Core.Fleet;
using Beamer.Core.Planning;
using Beamer.Tests.Model.States;

namespace Beamer.Tests.Model;

/// <summary>What may happen in a model, how often, and by which rules production answers.</summary>
internal sealed record ModelSettings
{
    /// <summary>K: previous owners that a row may name, 1 or 2.</summary>
    internal int PreviousMax { get; init; } = 1;

    /// <summary>2 or 3.</summary>
    internal int Muxes { get; init; } = 2;

    /// <summary>Rows that the controller publishes after the first one: moves and settles.</summary>
    internal int RowChanges { get; init; } = 3;

    /// <summary>SYNs that the client sends for one connection: the first and its retransmissions.</summary>
    internal int Syns { get; init; } = 2;

    /// <summary>Servers that may crash.</summary>
    internal int Crashes { get; init; }

    /// <summary>Whether a crashed server comes back as a new incarnation.</summary>
    internal bool Reboots { get; init; }

    /// <summary>Whether a living server may fall silent on the control channel.</summary>
    internal bool FallsSilent { get; init; }

    /// <summary>
    /// Whether the controller knows of new incarnations, publishes their rows anew, and admits them at the newest
    /// committed row. Otherwise they are admitted at the newest row, whatever it says.
    /// </summary>
    internal bool RenewsRows { get; init; }

    /// <summary>
    /// Whether leases end, and are granted again, at a time of their own, and commits are steps of their own. Otherwise
    /// a server has a lease while the controller trusts it.
    /// </summary>
    internal bool CountsLeases { get; init; }

    /// <summary>
    /// Whether the client opens a second connection with the same 4-tuple while a socket of the first lingers.
    /// </summary>
    internal bool ReusesTuple { get; init; }

    /// <summary>Whether the agent of the home restarts on a running kernel.</summary>
    internal bool AgentRestarts { get; init; }

    /// <summary>How often a MUX comes back with an older table than it acknowledged: a breach of R17.</summary>
    internal int Rollbacks { get; init; }

    /// <summary>
    /// Whether agents learn rows from packets, as in the original Beamer, and not from the controller.
    /// </summary>
    internal bool LearnsFromPackets { get; init; }

    /// <summary>Whether packets carry their true hop budget, which multiplies the states.</summary>
    internal bool CountsForwards { get; init; }

    internal ChainRules Chain { get; init; } = ChainRules.All;

    internal FleetRules Fleet { get; init; } = FleetRules.All;

    internal PlannerRules Planner { get; init; } = PlannerRules.All;

    /// <summary>Ask production anew each time instead of remembering its answers.</summary>
    internal bool Forgets { get; init; }

    /// <summary>Agents that may answer at the end of a chain.</summary>
    internal ServerSet Leaseholders(in State state) => CountsLeases ? state.Leased : state.Trusted;

    /// <summary>Servers whose new incarnation waits for its admission, as far as the controller knows.</summary>
    internal ServerSet Joining(in State state) => RenewsRows
        ? state.Alive.Except(state.Admitted)
        : ServerSet.None;

    /// <summary>What the controller makes of a server that it does not trust any more.</summary>
    internal ServerState StateOfUntrusted => FallsSilent ? ServerState.Suspected : ServerState.Dead;
}
