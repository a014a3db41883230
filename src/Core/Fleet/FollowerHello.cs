using Beamer.Core.Tables;

namespace Beamer.Core.Fleet;

/// <summary>The first word of a follower on a new stream.</summary>
/// <param name="Role">What it is.</param>
/// <param name="Name">As the fleet's configuration names it.</param>
/// <param name="Address">Its own address.</param>
/// <param name="Incarnation">Agents: changes when the kernel's sockets are gone, never 0. MUXes: ignored.</param>
/// <param name="Term">Of the table that it holds.</param>
/// <param name="Generation">Of the table that it holds, durable; 0 for none.</param>
/// <param name="Digest">Of the rows that it holds.</param>
/// <param name="Version">Of its program, for people.</param>
public sealed record FollowerHello(
    FollowerRole Role,
    string Name,
    IPv4Address Address,
    ulong Incarnation,
    ulong Term,
    Generation Generation,
    TableDigest Digest,
    string Version);
