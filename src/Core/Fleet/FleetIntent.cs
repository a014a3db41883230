using System.Collections.Immutable;
using Beamer.Core.Tables;

namespace Beamer.Core.Fleet;

/// <summary>What operators declare. What becomes of it (rows, states of servers) is the engine's.</summary>
/// <param name="Pools">Each name, id once.</param>
/// <param name="Services">Each VIP, port and protocol once.</param>
/// <param name="Servers">Each name, address once.</param>
/// <param name="Muxes">Each name, address once.</param>
public sealed record FleetIntent(
    ImmutableArray<IntentPool> Pools,
    ImmutableArray<Service> Services,
    ImmutableArray<IntentServer> Servers,
    ImmutableArray<MuxEntry> Muxes)
{
    /// <summary>No pools, no services, no machines.</summary>
    public static readonly FleetIntent Empty = new([], [], [], []);

    /// <summary>
    /// Planned moves wait until the operator thaws the fleet; buckets whose owner is dead still move.
    /// </summary>
    public bool IsFrozen { get; init; }

    /// <summary>The pool with this name, or null.</summary>
    public IntentPool? FindPool(string name) => Pools.FirstOrDefault(pool => pool.Pool.Name == name);

    /// <summary>The server with this name, or null.</summary>
    public IntentServer? FindServer(string name) => Servers.FirstOrDefault(server => server.Name == name);

    /// <summary>The MUX with this name, or null.</summary>
    public MuxEntry? FindMux(string name) => Muxes.FirstOrDefault(mux => mux.Name == name);

    /// <summary>The same with one server put in the place of the one with its name, or added.</summary>
    public FleetIntent With(IntentServer server) => FindServer(server.Name) is { } present
        ? this with { Servers = Servers.Replace(present, server) }
        : this with { Servers = Servers.Add(server) };

    /// <summary>The same without a server.</summary>
    public FleetIntent WithoutServer(string name) =>
        this with { Servers = [.. Servers.Where(server => server.Name != name)] };

    /// <summary>The same without a MUX.</summary>
    public FleetIntent WithoutMux(string name) => this with { Muxes = [.. Muxes.Where(mux => mux.Name != name)] };

    /// <summary>What followers are told of it: everything but weights and wishes.</summary>
    internal FleetConfiguration ToConfiguration() => new(
        [.. Pools.Select(pool => pool.Pool).OrderBy(pool => pool.Id)],
        [.. Services.OrderBy(service => service.Key.ToString(), StringComparer.Ordinal)],
        [.. Servers.Select(server => server.ToServer())],
        [.. Muxes.OrderBy(mux => mux.Address)]);
}
