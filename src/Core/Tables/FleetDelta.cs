using System.Collections.Immutable;

namespace Beamer.Core.Tables;

/// <summary>What changes from one generation to the next.</summary>
/// <param name="Term">The term of the controller that published it.</param>
/// <param name="From">The generation that it changes.</param>
/// <param name="To">The generation that it makes; every changed row carries it.</param>
/// <param name="Digest">The digest of all rows afterwards.</param>
/// <param name="Configuration">The new configuration, or null when it stays.</param>
/// <param name="Rows">The changed rows, at most one set per pool.</param>
public sealed record FleetDelta(
    ulong Term,
    Generation From,
    Generation To,
    TableDigest Digest,
    FleetConfiguration? Configuration,
    ImmutableArray<RowSet> Rows);
