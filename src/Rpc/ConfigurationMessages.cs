using Beamer.Core;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;

namespace Beamer.Rpc;

/// <summary>Fleet configuration ⇄ its message. Values are range-checked here, rules are checked by Core.</summary>
public static class ConfigurationMessages
{
    /// <summary>The message for a configuration.</summary>
    public static V1.FleetConfiguration ToMessage(FleetConfiguration configuration)
    {
        V1.FleetConfiguration message = new();
        message.Pools.AddRange(configuration.Pools.Select(ToMessage));
        message.Services.AddRange(configuration.Services.Select(ToMessage));
        message.Servers.AddRange(configuration.Servers.Select(server => new V1.Server
        {
            Name = server.Name,
            Address = server.Address.Value,
            PoolId = server.Pool.Value,
        }));
        message.Muxes.AddRange(
            configuration.Muxes.Select(mux => new V1.Mux { Name = mux.Name, Address = mux.Address.Value }));
        return message;
    }

    /// <summary>Reads a message.</summary>
    /// <param name="message">What came.</param>
    /// <param name="reasons">Every value that does not fit its type, one sentence each, is added here.</param>
    /// <returns>The configuration; meaningless when a reason was added.</returns>
    public static FleetConfiguration Read(V1.FleetConfiguration message, List<string> reasons) => new(
        [.. message.Pools.Select(pool => ReadPool(pool, reasons))],
        [.. message.Services.Select(service => ReadService(service, reasons))],
        [.. message.Servers.Select(server => new Server(
            server.Name,
            new IPv4Address(server.Address),
            ReadPoolId($"servers[{server.Name}].pool_id", server.PoolId, reasons)))],
        [.. message.Muxes.Select(mux => new MuxEntry(mux.Name, new IPv4Address(mux.Address)))]);

    /// <summary>Reads a pool's number.</summary>
    internal static PoolId ReadPoolId(string field, uint value, List<string> reasons)
    {
        if (value > PoolId.Max) reasons.Add($"{field} is {value}; the most is {PoolId.Max}.");
        return new PoolId((ushort)Math.Min(value, PoolId.Max));
    }

    private static V1.Pool ToMessage(Pool pool)
    {
        byte[] key = new byte[SipKey.Size];
        pool.Key.Write(key);
        return new V1.Pool
        {
            Id = pool.Id.Value,
            Name = pool.Name,
            BucketCount = (uint)pool.BucketCount,
            PreviousMax = (uint)pool.PreviousMax,
            HeaderVersion = pool.HeaderVersion,
            HashKey = Google.Protobuf.UnsafeByteOperations.UnsafeWrap(key),
        };
    }

    private static V1.Service ToMessage(Service service) => new()
    {
        Vip = service.Key.Vip.Value,
        Port = service.Key.Port,
        Protocol = (V1.Protocol)service.Key.Protocol,
        PoolId = service.Pool.Value,
    };

    private static Pool ReadPool(V1.Pool message, List<string> reasons)
    {
        string where = $"pools[{message.Name}]";
        if (message.HashKey.Length != SipKey.Size)
        {
            reasons.Add($"{where}.hash_key has {message.HashKey.Length} bytes; it must have {SipKey.Size}.");
        }

        return new Pool(
            ReadPoolId(where + ".id", message.Id, reasons),
            message.Name,
            ReadInt(where + ".bucket_count", message.BucketCount, Pool.BucketCountMax, reasons),
            ReadInt(where + ".previous_max", message.PreviousMax, Row.PreviousMax, reasons),
            (byte)ReadInt(where + ".header_version", message.HeaderVersion, byte.MaxValue, reasons),
            message.HashKey.Length == SipKey.Size ? SipKey.Read(message.HashKey.Span) : default);
    }

    private static Service ReadService(V1.Service message, List<string> reasons)
    {
        IPv4Address vip = new(message.Vip);
        int port = ReadInt($"services[{vip}].port", message.Port, ushort.MaxValue, reasons);
        ServiceKey key = new(vip, (ushort)port, (TransportProtocol)message.Protocol);
        return new Service(key, ReadPoolId($"services[{key}].pool_id", message.PoolId, reasons));
    }

    private static int ReadInt(string field, uint value, int max, List<string> reasons)
    {
        if (value > max) reasons.Add($"{field} is {value}; the most is {max}.");
        return (int)Math.Min(value, (uint)max);
    }
}
