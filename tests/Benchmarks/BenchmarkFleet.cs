using Beamer.Core;
using Beamer.Core.Forwarding;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;

namespace Beamer.Tests.Benchmarks;

/// <summary>A fleet like a real one: 1,000 services, a third of the buckets unsettled.</summary>
internal static class BenchmarkFleet
{
    public static readonly IPv4Address Vip = IPv4Address.Parse("192.0.2.10");
    public static readonly ForwardingSettings Settings =
        new(IPv4Address.Parse("172.16.0.1"), 0, ForwardingSettings.FabricMtuBytesDefault);

    private const int ServersDefault = 100;
    private const int Vips = 500;

    /// <param name="bucketCount">B.</param>
    /// <param name="servers">How many own the buckets in turn.</param>
    /// <param name="previous">Previous owners of every row; null: one in a third of them.</param>
    public static FleetTable Create(int bucketCount, int servers = ServersDefault, int? previous = null)
    {
        var key = new SipKey(0x0706050403020100, 0x0f0e0d0c0b0a0908);
        var pool = new Pool(new PoolId(1), "web", bucketCount, Pool.PreviousMaxDefault, 1, key);
        var configuration = new FleetConfiguration(
            [pool],
            [.. Enumerable.Range(0, Vips).SelectMany(i => new[] { Service(i, 80, pool), Service(i, 443, pool) })],
            [.. Enumerable.Range(0, servers).Select(i => new Server($"server-{i}", Address(i, servers), pool.Id))],
            [new MuxEntry("mux-1", IPv4Address.Parse("172.16.0.1"))]);
        BucketTable rows = BucketTable.FromWords(pool, Words(pool, servers, previous));
        bool good = FleetTable.TryCreate(
            1, new Generation(7), configuration, [rows], out FleetTable table, out List<string> reasons);
        Invariant.Require(good, string.Join(' ', reasons));
        return table;
    }

    /// <summary>Rows of such a fleet.</summary>
    /// <param name="pool">Whose.</param>
    /// <param name="servers">How many own the buckets in turn.</param>
    /// <param name="previous">Previous owners of every row; null: one in a third of them.</param>
    /// <param name="shift">By how many servers all owners are moved on.</param>
    public static uint[] Words(Pool pool, int servers, int? previous, int shift = 0)
    {
        uint[] words = new uint[pool.BucketCount * pool.Layout.Stride];
        for (int bucket = 0; bucket < pool.BucketCount; bucket++)
        {
            int count = previous ?? (bucket % 3 == 0 ? 1 : 0);
            int owner = bucket + shift;
            IPv4Address[] former = [.. Enumerable.Range(1, count).Select(i => Address(owner + i, servers))];
            var row = new Row(new Generation(7), Address(owner, servers), former);
            pool.Layout.Write(words.AsSpan(bucket * pool.Layout.Stride, pool.Layout.Stride), row);
        }

        return words;
    }

    private static Service Service(int index, ushort port, Pool pool) =>
        new(new ServiceKey(new IPv4Address(Vip.Value + (uint)index), port, TransportProtocol.Tcp), pool.Id);

    private static IPv4Address Address(int server, int servers) =>
        new(IPv4Address.Parse("172.16.1.0").Value + (uint)(server % servers) + 1);
}
