namespace Beamer.Core.Fleet;

/// <summary>The legal transitions of a server's state. Pure.</summary>
/// <remarks>
/// <code>
///             Admit            Drain             Empty
///  Joining ----------> Active -------> Draining -------> Drained      Silence: any admitted one -> Suspected
///     ^                  ^     Restore    |        Fill     |         Hear:    Suspected -> Active
///     |                  +----------------+-----------------+         Die:     any but Dead -> Dead
///     +-- Return: from any other state
/// </code>
/// </remarks>
public static class ServerLifecycle
{
    /// <summary>The state that follows.</summary>
    /// <returns>
    /// False, and one sentence, when <paramref name="happening"/> is illegal in <paramref name="state"/>.
    /// </returns>
    public static bool TryMove(ServerState state, ServerEvent happening, out ServerState next, out string reason)
    {
        ServerState? follows = Follows(state, happening);
        next = follows ?? state;
        reason = follows is null ? Refusal(state, happening) : "";
        return follows is not null;
    }

    private static ServerState? Follows(ServerState state, ServerEvent happening) => (state, happening) switch
    {
        (ServerState.Joining, ServerEvent.Admit) => ServerState.Active,
        (ServerState.Active, ServerEvent.Drain) => ServerState.Draining,
        (ServerState.Draining or ServerState.Drained, ServerEvent.Restore) => ServerState.Active,
        (ServerState.Draining, ServerEvent.Empty) => ServerState.Drained,
        (ServerState.Drained, ServerEvent.Fill) => ServerState.Draining,
        (ServerState.Active or ServerState.Draining or ServerState.Drained, ServerEvent.Silence) =>
            ServerState.Suspected,
        (ServerState.Suspected, ServerEvent.Hear) => ServerState.Active,
        (not ServerState.Dead, ServerEvent.Die) => ServerState.Dead,
        (not ServerState.Joining, ServerEvent.Return) => ServerState.Joining,
        _ => null,
    };

    private static string Refusal(ServerState state, ServerEvent happening) =>
        $"A server that is {Name(state)} cannot {Verb(happening)}.";

    /// <summary>The state in lower case, as people read it.</summary>
    public static string Name(ServerState state) => state switch
    {
        ServerState.Joining => "joining",
        ServerState.Active => "active",
        ServerState.Draining => "draining",
        ServerState.Drained => "drained",
        ServerState.Suspected => "suspected",
        _ => "dead",
    };

    private static string Verb(ServerEvent happening) => happening switch
    {
        ServerEvent.Admit => "be admitted",
        ServerEvent.Drain => "begin to drain",
        ServerEvent.Restore => "end a drain",
        ServerEvent.Empty => "finish a drain",
        ServerEvent.Fill => "be named by rows again",
        ServerEvent.Silence => "become suspected",
        ServerEvent.Hear => "end a suspicion",
        ServerEvent.Die => "die",
        _ => "return",
    };
}
