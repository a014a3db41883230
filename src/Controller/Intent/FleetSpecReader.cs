using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;
using Beamer.Rpc.V1;
using FleetConfiguration = Beamer.Core.Tables.FleetConfiguration;
using Pool = Beamer.Core.Tables.Pool;
using Service = Beamer.Core.Tables.Service;

namespace Beamer.Controller.Intent;

/// <summary>What an operator wrote, as an intent; or every reason why not, one sentence each.</summary>
/// <remarks>A pool that exists keeps its number and its key; a new one gets the lowest free number.</remarks>
/// <param name="present">The intent in force.</param>
/// <param name="newKey">Makes the key of a new pool.</param>
internal sealed class FleetSpecReader(FleetIntent present, Func<SipKey> newKey)
{
    private readonly List<string> _reasons = [];
    private readonly Dictionary<string, IntentPool> _pools = [];

    /// <summary>Reads a whole fleet.</summary>
    /// <returns>The intent, or null and every reason.</returns>
    internal FleetIntent? TryRead(FleetSpec spec, out List<string> reasons)
    {
        reasons = _reasons;
        List<IntentPool> pools = [];
        foreach (FleetSpec.Types.Pool pool in spec.Pools) pools.Add(ReadPool(pool, pools));
        List<Service> services = [];
        foreach (FleetSpec.Types.Service service in spec.Services) Add(services, ReadService(service));
        List<IntentServer> servers = [];
        foreach (FleetSpec.Types.Server server in spec.Servers) Add(servers, ReadServer(server));
        List<MuxEntry> muxes = [];
        foreach (FleetSpec.Types.Mux mux in spec.Muxes) Add(muxes, ReadMux(mux));
        FleetIntent intent = new([.. pools], [.. services], [.. servers], [.. muxes]);
        _reasons.AddRange(FleetConfigurationRules.Check(ToConfiguration(intent)).Except(_reasons));
        return _reasons.Count > 0 ? null : intent;
    }

    /// <summary>Reads one server more, for the pools in force.</summary>
    /// <returns>The server, or null and every reason.</returns>
    internal IntentServer? TryRead(FleetSpec.Types.Server? spec, out List<string> reasons)
    {
        reasons = _reasons;
        foreach (IntentPool pool in present.Pools) _pools[pool.Pool.Name] = pool;
        if (spec is null) _reasons.Add("server is missing.");
        IntentServer? server = spec is null ? null : ReadServer(spec);
        return _reasons.Count > 0 ? null : server;
    }

    private static void Add<T>(List<T> values, T? value)
        where T : class
    {
        if (value is not null) values.Add(value);
    }

    private static FleetConfiguration ToConfiguration(FleetIntent intent) => new(
        [.. intent.Pools.Select(pool => pool.Pool)],
        intent.Services,
        [.. intent.Servers.Select(server => new Core.Tables.Server(server.Name, server.Address, server.Pool))],
        intent.Muxes);

    private IntentPool ReadPool(FleetSpec.Types.Pool spec, List<IntentPool> before)
    {
        string where = $"pools[{spec.Name}]";
        Pool? known = present.FindPool(spec.Name)?.Pool;
        long bucketsAsked = spec.Buckets == 0 ? Pool.BucketCountDefault : spec.Buckets;
        long previousAsked = spec.HasPrevious ? spec.Previous : Pool.PreviousMaxDefault;
        int buckets = ReadInt(where + ".buckets", bucketsAsked, Pool.BucketCountMax);
        int previous = ReadInt(where + ".previous", previousAsked, Row.PreviousMax);
        if (known is not null && (known.BucketCount != buckets || known.PreviousMax != previous))
        {
            _reasons.Add(
                $"{where} has {known.BucketCount} buckets and {known.PreviousMax} previous owners for life; "
                + $"{buckets} and {previous} need a new pool.");
        }

        byte header = ReadHeader(where, spec.Header);
        Pool pool = new(known?.Id ?? FreeId(before), spec.Name, buckets, previous, header, known?.Key ?? newKey());
        IEnumerable<IPv4Network?> networks = spec.ServerNetworks.Select(text => ReadNetwork(where, text));
        IntentPool read = new(pool, [.. networks.OfType<IPv4Network>()]);
        _pools.TryAdd(spec.Name, read);
        return read;
    }

    private byte ReadHeader(string where, string header)
    {
        if (header is not ("" or "beamer" or "glb"))
        {
            _reasons.Add($"{where}.header is '{header}'; it is beamer or glb.");
        }

        return (byte)(header == "glb" ? 0 : 1);
    }

    private PoolId FreeId(List<IntentPool> before)
    {
        HashSet<PoolId> used = [.. present.Pools.Concat(before).Select(pool => pool.Pool.Id)];
        IEnumerable<PoolId> all = Enumerable.Range(0, PoolId.Max + 1).Select(id => new PoolId((ushort)id));
        return all.FirstOrDefault(id => !used.Contains(id), new PoolId(PoolId.Max));
    }

    private IPv4Network? ReadNetwork(string where, string text)
    {
        if (IPv4Network.TryParse(text, out IPv4Network network)) return network;
        _reasons.Add($"{where}.server_networks: '{text}' is not a network such as 10.1.0.0/16.");
        return null;
    }

    private Service? ReadService(FleetSpec.Types.Service spec)
    {
        string where = $"services[{spec.Vip}:{spec.Port}/{spec.Protocol}]";
        int before = _reasons.Count;
        IPv4Address vip = ReadAddress(where + ".vip", spec.Vip);
        TransportProtocol protocol = spec.Protocol switch
        {
            "tcp" => TransportProtocol.Tcp,
            "udp" => TransportProtocol.Udp,
            _ => TransportProtocol.None,
        };
        if (protocol == TransportProtocol.None)
        {
            _reasons.Add($"{where}.protocol is '{spec.Protocol}'; it is tcp or udp.");
        }

        if (spec.Port is 0 or > ushort.MaxValue)
        {
            _reasons.Add($"{where}.port is {spec.Port}; a port is 1..{ushort.MaxValue}.");
        }

        PoolId pool = FindPool(where, spec.Pool)?.Pool.Id ?? default;
        return _reasons.Count > before ? null : new Service(new ServiceKey(vip, (ushort)spec.Port, protocol), pool);
    }

    private IntentServer? ReadServer(FleetSpec.Types.Server spec)
    {
        string where = $"servers[{spec.Name}]";
        int before = _reasons.Count;
        IPv4Address address = ReadAddress(where + ".address", spec.Address);
        uint weight = spec.HasWeight ? spec.Weight : IntentServer.WeightDefault;
        CheckWeight(where + ".weight", weight, _reasons);
        IntentPool? pool = FindPool(where, spec.Pool);
        if (pool is { ServerNetworks.IsEmpty: false } && _reasons.Count == before
            && !pool.ServerNetworks.Any(network => network.Contains(address)))
        {
            _reasons.Add(
                $"{where}.address {address} lies in none of the networks of pool {spec.Pool}: "
                + $"{string.Join(", ", pool.ServerNetworks)}.");
        }

        return _reasons.Count > before || pool is null
            ? null
            : new IntentServer(spec.Name, address, pool.Pool.Id, weight, spec.Drain);
    }

    private MuxEntry? ReadMux(FleetSpec.Types.Mux spec)
    {
        int before = _reasons.Count;
        IPv4Address address = ReadAddress($"muxes[{spec.Name}].address", spec.Address);
        return _reasons.Count > before ? null : new MuxEntry(spec.Name, address);
    }

    /// <summary>One sentence when a weight is out of range.</summary>
    internal static void CheckWeight(string field, uint weight, List<string> reasons)
    {
        if (weight > IntentServer.WeightMax) reasons.Add($"{field} is {weight}; it is 0..{IntentServer.WeightMax}.");
    }

    private IntentPool? FindPool(string where, string name)
    {
        if (_pools.TryGetValue(name, out IntentPool? pool)) return pool;
        _reasons.Add($"{where}.pool names pool '{name}', which does not exist.");
        return null;
    }

    private IPv4Address ReadAddress(string field, string text)
    {
        if (IPv4Address.TryParse(text, out IPv4Address address)) return address;
        _reasons.Add($"{field} '{text}' is not an IPv4 address.");
        return IPv4Address.None;
    }

    private int ReadInt(string field, long value, int max)
    {
        if (value > max) _reasons.Add($"{field} is {value}; the most is {max}.");
        return (int)Math.Min(value, max);
    }
}
