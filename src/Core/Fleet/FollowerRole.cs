namespace Beamer.Core.Fleet;

/// <summary>What a follower is.</summary>
public enum FollowerRole
{
    /// <summary>A stateless forwarder.</summary>
    Mux,

    /// <summary>The agent of a server.</summary>
    Agent,
}
