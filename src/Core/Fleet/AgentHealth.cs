using System.Collections.Immutable;

namespace Beamer.Core.Fleet;

/// <summary>
/// How an agent's host stands. Sent when it changes and with each lease: silence longer than a lease is suspicious.
/// </summary>
/// <param name="Synced">The kernel's sockets are re-learned (R13).</param>
/// <param name="Listening">New clients of every service of this server would be served.</param>
/// <param name="Problems">Host checks that failed, one sentence each.</param>
/// <param name="SentAt">
/// When, by the agent's own clock: a lease counts from there, so that one that is read late is no longer valid.
/// </param>
public sealed record AgentHealth(bool Synced, bool Listening, ImmutableArray<string> Problems, ulong SentAt = 0)
{
    /// <summary>Whether new flows may be sent to it.</summary>
    public bool IsServable => Synced && Listening;
}
