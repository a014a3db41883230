using System.Text.Json;
using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;

namespace Beamer.Controller.Store;

/// <summary>The operators' intent as the store keeps it: JSON, with the pools' numbers and keys.</summary>
internal sealed record IntentDocument(
    IntentDocument.PoolDocument[] Pools,
    IntentDocument.ServiceDocument[] Services,
    IntentDocument.ServerDocument[] Servers,
    IntentDocument.MuxDocument[] Muxes,
    bool Frozen = false)
{
    internal static string Write(FleetIntent intent) => JsonSerializer.Serialize(
        new IntentDocument(
            [.. intent.Pools.Select(pool => new PoolDocument(
                pool.Pool.Id.Value,
                pool.Pool.Name,
                pool.Pool.BucketCount,
                pool.Pool.PreviousMax,
                pool.Pool.HeaderVersion,
                pool.Pool.Key.Reveal(),
                [.. pool.ServerNetworks.Select(network => network.ToString())]))],
            [.. intent.Services.Select(service => new ServiceDocument(service.Key.ToString(), service.Pool.Value))],
            [.. intent.Servers.Select(server => new ServerDocument(
                server.Name, server.Address.ToString(), server.Pool.Value, server.Weight, server.Drain))],
            [.. intent.Muxes.Select(mux => new MuxDocument(mux.Name, mux.Address.ToString()))],
            intent.IsFrozen),
        IntentDocumentContext.Default.IntentDocument);

    /// <exception cref="FormatException">The text was not written by <see cref="Write"/>.</exception>
    internal static FleetIntent Read(string text)
    {
        IntentDocument document;
        try
        {
            document = JsonSerializer.Deserialize(text, IntentDocumentContext.Default.IntentDocument)
                ?? throw new FormatException("The intent is null.");
        }
        catch (JsonException e)
        {
            throw new FormatException("The intent is not the JSON it should be.", e);
        }

        return new FleetIntent(
            [.. document.Pools.Select(ReadPool)],
            [.. document.Services.Select(service => new Service(
                ReadService(service.Service), new PoolId(service.Pool)))],
            [.. document.Servers.Select(server => new IntentServer(
                server.Name, IPv4Address.Parse(server.Address), new PoolId(server.Pool), server.Weight, server.Drain))],
            [.. document.Muxes.Select(mux => new MuxEntry(mux.Name, IPv4Address.Parse(mux.Address)))])
        {
            IsFrozen = document.Frozen,
        };
    }

    private static IntentPool ReadPool(PoolDocument document)
    {
        if (!SipKey.TryParse(document.HashKey, out SipKey key)) throw new FormatException("A pool's key is no key.");
        Pool pool = new(
            new PoolId(document.Id), document.Name, document.Buckets, document.Previous, document.HeaderVersion, key);
        return new IntentPool(pool, [.. document.ServerNetworks.Select(ReadNetwork)]);
    }

    private static ServiceKey ReadService(string text) =>
        ServiceKey.TryParse(text, out ServiceKey key) ? key : throw new FormatException($"'{text}' is no service.");

    private static IPv4Network ReadNetwork(string text) =>
        IPv4Network.TryParse(text, out IPv4Network network)
            ? network
            : throw new FormatException($"'{text}' is no network.");

    internal sealed record PoolDocument(
        ushort Id, string Name, int Buckets, int Previous, byte HeaderVersion, string HashKey, string[] ServerNetworks);

    internal sealed record ServiceDocument(string Service, ushort Pool);

    internal sealed record ServerDocument(string Name, string Address, ushort Pool, uint Weight, bool Drain);

    internal sealed record MuxDocument(string Name, string Address);
}
