namespace Beamer.Core.Planning;

/// <summary>A bucket that should leave its owner and must wait.</summary>
/// <param name="Bucket">0..B-1.</param>
/// <param name="From">Its owner.</param>
/// <param name="Reason">Which rule forbids the move.</param>
/// <param name="BlockedBy">
/// The server that has to settle first: the oldest previous owner, or the one that the bucket would move back to; none
/// when settling does not help.
/// </param>
public readonly record struct QueuedMove(int Bucket, IPv4Address From, QueueReason Reason, IPv4Address BlockedBy);
