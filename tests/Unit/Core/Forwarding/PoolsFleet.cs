using Beamer.Core;
using Beamer.Core.Forwarding;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;
using Xunit;

namespace Beamer.Tests.Unit.Core.Forwarding;

/// <summary>A fleet whose pools have every form: two common ones, one with K = 7, one with GLB's headers.</summary>
/// <remarks>They serve the ports 80, 81, 82 and 83 of one VIP; rows have no, one and two previous owners.</remarks>
internal static class PoolsFleet
{
    public const int FirstPort = 80;
    private const int Servers = 5;

    private static readonly Pool[] s_pools =
    [
        new(new PoolId(1), "common", 1 << 16, Pool.PreviousMaxDefault, 1, new SipKey(1, 2)),
        new(new PoolId(4_095), "second", 1024, Pool.PreviousMaxDefault, 1, new SipKey(3, 4)),
        new(new PoolId(3), "seven", 256, Row.PreviousMax, 1, new SipKey(5, 6)),
        new(new PoolId(4), "glb", 64, Pool.PreviousMaxDefault, 0, new SipKey(7, 8)),
    ];

    public static ForwardingTable Table { get; } = Create(s_pools);

    /// <summary>A table with fewer pools, so that indices mean something else.</summary>
    public static ForwardingTable SecondAlone { get; } = Create(s_pools[1]);

    private static ForwardingTable Create(params Pool[] pools)
    {
        var configuration = new FleetConfiguration(
            [.. pools],
            [.. pools.Select(ServiceOf)],
            [.. pools.SelectMany(pool => Enumerable.Range(0, Servers).Select(i => ServerOf(pool, i)))],
            [new MuxEntry("mux-1", ForwardingFleet.Mux)]);
        bool good = FleetTable.TryCreate(
            1,
            new Generation(9),
            configuration,
            pools.Select(RowsOf),
            out FleetTable table,
            out List<string> reasons);
        Assert.True(good, string.Join(' ', reasons));
        return ForwardingTable.Compile(table, ForwardingFleet.Settings with { Dscp = 46, FabricMtuBytes = 1600 });
    }

    private static Service ServiceOf(Pool pool)
    {
        int port = FirstPort + Array.IndexOf(s_pools, pool);
        return new Service(new ServiceKey(ForwardingFleet.Vip, (ushort)port, TransportProtocol.Tcp), pool.Id);
    }

    private static Server ServerOf(Pool pool, int index) =>
        new($"{pool.Name}-{index}", AddressOf(pool, index), pool.Id);

    private static IPv4Address AddressOf(Pool pool, int index) =>
        new(0xac10_0100u + ((uint)Array.IndexOf(s_pools, pool) << 8) + (uint)(index % Servers) + 1);

    private static BucketTable RowsOf(Pool pool)
    {
        int stride = pool.Layout.Stride;
        uint[] words = new uint[pool.BucketCount * stride];
        for (int bucket = 0; bucket < pool.BucketCount; bucket++)
        {
            IPv4Address[] previous =
                [.. Enumerable.Range(1, bucket % 3).Select(i => AddressOf(pool, bucket + i))];
            var row = new Row(new Generation((uint)(bucket % 9) + 1), AddressOf(pool, bucket), previous);
            pool.Layout.Write(words.AsSpan(bucket * stride, stride), row);
        }

        return BucketTable.FromWords(pool, words);
    }
}
