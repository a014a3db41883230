namespace Beamer.Core.Fleet;

/// <summary>What an operator allows a change to do.</summary>
/// <param name="Actor">Who asks, for the audit log.</param>
/// <param name="Force">More than half of a pool's buckets may move; a server that rows name may be removed.</param>
/// <param name="AllowEmpty">A pool may end without servers that own buckets.</param>
/// <param name="BreakConnections">Connections may be ended.</param>
public sealed record ChangeOptions(
    string Actor, bool Force = false, bool AllowEmpty = false, bool BreakConnections = false);
