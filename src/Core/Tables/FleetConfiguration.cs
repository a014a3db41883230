using System.Collections.Immutable;

namespace Beamer.Core.Tables;

/// <summary>
/// The small part of a published table: everything but the rows. Replaced whole when any of it changes.
/// </summary>
/// <param name="Pools">At most 4,096, each id and each name once.</param>
/// <param name="Services">At most 65,536, each key once.</param>
/// <param name="Servers">At most 65,536, each name and each address once.</param>
/// <param name="Muxes">
/// At most 4,096, each name and each address once. With the servers they are the agents' allow-list.
/// </param>
public sealed record FleetConfiguration(
    ImmutableArray<Pool> Pools,
    ImmutableArray<Service> Services,
    ImmutableArray<Server> Servers,
    ImmutableArray<MuxEntry> Muxes)
{
    /// <summary>Bound on <see cref="Services"/> and <see cref="Servers"/>.</summary>
    public const int MembersMax = 65_536;

    /// <summary>Bound on <see cref="Pools"/> and <see cref="Muxes"/>.</summary>
    public const int PoolsMax = PoolId.Max + 1;

    /// <summary>No pools, no services, no machines.</summary>
    public static readonly FleetConfiguration Empty = new([], [], [], []);

    /// <summary>The pool with this number, or null.</summary>
    public Pool? FindPool(PoolId id) => Pools.FirstOrDefault(pool => pool.Id == id);

    /// <summary>The pool with this name, or null.</summary>
    public Pool? FindPool(string name) => Pools.FirstOrDefault(pool => pool.Name == name);

    /// <summary>The server with this name, or null.</summary>
    public Server? FindServer(string name) => Servers.FirstOrDefault(server => server.Name == name);

    /// <summary>The server with this address, or null.</summary>
    public Server? FindServer(IPv4Address address) => Servers.FirstOrDefault(server => server.Address == address);

    /// <summary>The MUX with this name, or null.</summary>
    public MuxEntry? FindMux(string name) => Muxes.FirstOrDefault(mux => mux.Name == name);
}
