using System.Collections.Immutable;
using Beamer.Core.Tables;

namespace Beamer.Core.Fleet;

/// <summary>What the store gives back when a controller starts.</summary>
/// <param name="Committed">The newest committed table.</param>
/// <param name="InFlight">The publication after it when it was stored and not committed: it is staged again.</param>
/// <param name="Intent">What operators declared last.</param>
/// <param name="Incarnations">By server name: the admitted incarnation; 0 or absent for none.</param>
/// <param name="KnownMuxes">Names of the MUXes that may hold a table.</param>
public sealed record FleetRecord(
    FleetTable Committed,
    FleetDelta? InFlight,
    FleetIntent Intent,
    ImmutableDictionary<string, ulong> Incarnations,
    ImmutableHashSet<string> KnownMuxes)
{
    /// <summary>A fleet of which nothing is stored.</summary>
    public static readonly FleetRecord Empty = new(
        FleetTable.Empty,
        null,
        FleetIntent.Empty,
        ImmutableDictionary<string, ulong>.Empty,
        ImmutableHashSet<string>.Empty);
}
