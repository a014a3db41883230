using System.Collections.Frozen;
using Beamer.Core.Tables;

namespace Beamer.Core.Chaining;

/// <summary>Who may talk to an agent, to whom it may forward, and which services are its own. Immutable.</summary>
internal sealed class AgentMembers
{
    private readonly FrozenSet<uint> _sources;
    private readonly FrozenSet<uint> _servers;
    private readonly FrozenSet<ulong> _services;

    private AgentMembers(FrozenSet<uint> sources, FrozenSet<uint> servers, FrozenSet<ulong> services, Pool? pool)
    {
        _sources = sources;
        _servers = servers;
        _services = services;
        Pool = pool;
    }

    /// <summary>The pool that this server serves; null while the configuration does not name it.</summary>
    internal Pool? Pool { get; }

    internal static AgentMembers From(FleetConfiguration configuration, IPv4Address self)
    {
        Server? me = configuration.FindServer(self);
        Pool? pool = me is null ? null : configuration.FindPool(me.Pool);
        uint[] servers =
        [
            .. configuration.Servers.Where(server => server.Address != self).Select(server => server.Address.Value),
        ];
        return new AgentMembers(
            servers.Concat(configuration.Muxes.Select(mux => mux.Address.Value)).ToFrozenSet(),
            servers.ToFrozenSet(),
            configuration.Services
                .Where(service => service.Pool == pool?.Id)
                .Select(service => Pack(service.Key))
                .ToFrozenSet(),
            pool);
    }

    internal IEnumerable<IPv4Address> Sources => _sources.Select(value => new IPv4Address(value));

    internal IEnumerable<ServiceKey> Services => _services.Select(Unpack);

    /// <summary>Whether encapsulated packets from this address are believed: a MUX or another server's agent.</summary>
    internal bool IsSource(IPv4Address address) => _sources.Contains(address.Value);

    /// <summary>Whether this is another server of the fleet.</summary>
    internal bool IsPeer(IPv4Address address) => _servers.Contains(address.Value);

    internal bool Serves(in Flow flow) => _services.Contains(Pack(flow.Service));

    private static ulong Pack(in ServiceKey key) =>
        ((ulong)key.Vip.Value << 32) | ((ulong)key.Port << 8) | (byte)key.Protocol;

    private static ServiceKey Unpack(ulong packed) =>
        new(new IPv4Address((uint)(packed >> 32)), (ushort)(packed >> 8), (TransportProtocol)(byte)packed);
}
