namespace Beamer.Core.Planning;

/// <summary>One bucket that changes its owner.</summary>
/// <param name="Bucket">0..B-1.</param>
/// <param name="From">The owner until now; none for a bucket that never had one.</param>
/// <param name="To">The owner from now on.</param>
public readonly record struct PlannedMove(int Bucket, IPv4Address From, IPv4Address To);
