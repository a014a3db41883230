namespace Beamer.Core.Fleet;

/// <summary>How a pool stands.</summary>
/// <param name="Name">The pool's.</param>
/// <param name="Buckets">B.</param>
/// <param name="Unsettled">Buckets with previous owners.</param>
/// <param name="Queued">Moves that wait.</param>
/// <param name="OldestUnsettled">Since when the longest unsettled row stands; zero when all are settled.</param>
public sealed record PoolStatus(string Name, int Buckets, int Unsettled, int Queued, TimeSpan OldestUnsettled);
