using System.Collections.Immutable;
using Beamer.Core.Tables;

namespace Beamer.Core.Fleet;

/// <summary>How the fleet stands.</summary>
/// <param name="Term">The controller's.</param>
/// <param name="Generation">The newest committed one.</param>
/// <param name="Digest">Of all committed rows.</param>
/// <param name="Publication">The one in flight, or null.</param>
/// <param name="Pools">By name.</param>
/// <param name="Servers">By name.</param>
/// <param name="Muxes">By name.</param>
/// <param name="Alarms">What a person should look at, one sentence each.</param>
/// <param name="IsConverged">
/// Nothing in flight, nothing queued, every connected follower on the newest generation.
/// </param>
public sealed record FleetStatus(
    ulong Term,
    Generation Generation,
    TableDigest Digest,
    PublicationStatus? Publication,
    ImmutableArray<PoolStatus> Pools,
    ImmutableArray<ServerStatus> Servers,
    ImmutableArray<MuxStatus> Muxes,
    ImmutableArray<string> Alarms,
    bool IsConverged)
{
    /// <summary>Planned moves wait until an operator thaws the fleet.</summary>
    public bool IsFrozen { get; init; }
}
