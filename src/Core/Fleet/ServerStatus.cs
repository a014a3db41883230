using System.Collections.Immutable;

namespace Beamer.Core.Fleet;

/// <summary>How a server stands.</summary>
/// <param name="Name">The server's.</param>
/// <param name="Address">Its own address.</param>
/// <param name="Pool">The pool's name.</param>
/// <param name="State">Where it stands in its life.</param>
/// <param name="Weight">As declared.</param>
/// <param name="Owned">Buckets that it owns.</param>
/// <param name="Previous">Buckets in which it is an unsettled previous owner.</param>
/// <param name="UnsettledConnections">Live connections there, at the last count.</param>
/// <param name="OldestUnsettled">Since when the oldest of those rows stands.</param>
/// <param name="IsConnected">Whether its agent has a stream.</param>
/// <param name="Generation">What its agent acknowledged last.</param>
/// <param name="HasLease">Whether it may hold a lease.</param>
/// <param name="IsAdmitted">Whether its incarnation may answer.</param>
/// <param name="Problems">One sentence each.</param>
public sealed record ServerStatus(
    string Name,
    IPv4Address Address,
    string Pool,
    ServerState State,
    uint Weight,
    int Owned,
    int Previous,
    ulong UnsettledConnections,
    TimeSpan OldestUnsettled,
    bool IsConnected,
    Generation Generation,
    bool HasLease,
    bool IsAdmitted,
    ImmutableArray<string> Problems)
{
    /// <summary>How much of its weight it has while it starts slowly; 100 otherwise.</summary>
    public uint StartPercent { get; init; } = 100;
}
