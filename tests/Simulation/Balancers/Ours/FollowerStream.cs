using Beamer.Core.Fleet;
using Beamer.Rpc;
using V1 = Beamer.Rpc.V1;

namespace Beamer.Tests.Simulation.Balancers.Ours;

/// <summary>One stream between the controller and a follower; a new one begins after each cut.</summary>
internal sealed class FollowerStream(FollowerId id, IFeedHandler handler, FeedConversation conversation)
{
    internal FollowerId Id => id;

    internal IFeedHandler Handler => handler;

    internal FeedConversation Conversation => conversation;

    /// <summary>Whether both ends still take it for good.</summary>
    internal bool IsOpen { get; private set; } = true;

    /// <summary>Told once when it has ended: the follower may connect again.</summary>
    internal Action? Ended { get; set; }

    /// <summary>When the last message of each direction arrives: a later one never overtakes it.</summary>
    internal TimeSpan LastDown { get; set; }

    internal TimeSpan LastUp { get; set; }

    /// <summary>Whether the follower reads; what comes meanwhile waits.</summary>
    internal bool IsFrozen { get; set; }

    internal Queue<Func<V1.FollowerMessage?>> Waiting { get; } = new();

    internal void End()
    {
        if (!IsOpen) return;
        IsOpen = false;
        Ended?.Invoke();
    }
}
