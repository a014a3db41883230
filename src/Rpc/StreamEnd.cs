namespace Beamer.Rpc;

/// <summary>How a follower's stream of the feed ended.</summary>
public enum StreamEnd
{
    /// <summary>Without a message: there was no stream, or nobody at its other end.</summary>
    Silent,

    /// <summary>After a message.</summary>
    Heard,

    /// <summary>By the controller, because a newer process speaks for this follower now.</summary>
    Superseded,
}
