using Beamer.Core.Fleet;
using Beamer.Core.Tables;
using Beamer.Rpc;
using Beamer.Tests.Simulation.Balancers.Ours;

namespace Beamer.Tests.Simulation.Large;

/// <summary>A box and its stream to the controller.</summary>
/// <param name="handler">A MUX or an agent.</param>
/// <param name="isWitness">
/// It is a whole box: it reads the messages' bytes and has a table of its own, which it shares with nobody.
/// </param>
internal sealed class LargeFollower(IFeedHandler handler, bool isWitness)
{
    internal IFeedHandler Handler => handler;

    internal bool IsWitness => isWitness;

    internal bool IsMux => handler is MuxProcess;

    internal FeedConversation Conversation { get; } = new(handler);

    internal FollowerId? Stream { get; set; }

    /// <summary>When the last message of each direction arrives: a later one never overtakes it.</summary>
    internal TimeSpan LastDown { get; set; }

    internal TimeSpan LastUp { get; set; }

    internal FleetTable Table => handler switch
    {
        MuxProcess mux => mux.Table,
        AgentProcess agent => agent.View.Committed,
        _ => ((SharedAgent)handler).Table,
    };
}
