using System.Collections.Immutable;
using Beamer.Core;
using Beamer.Core.Forwarding;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;
using Beamer.Tests.Testing;
using FsCheck;
using FsCheck.Fluent;
using IPv4Address = Beamer.Core.IPv4Address;

namespace Beamer.Tests.DataPlane.Mux;

/// <summary>
/// Tables of every shape: both header versions, 0 to 7 previous owners, one to many pools, and one without a server.
/// </summary>
internal static class MuxFleets
{
    public static readonly IPv4Address Mux = IPv4Address.Parse("172.16.0.1");
    private const int Servers = 24;
    private const string Serverless = "serverless";

    /// <summary>A table for each shape; the same each time.</summary>
    public static ImmutableArray<ForwardingTable> All { get; } =
    [
        Table(1, new ForwardingSettings(Mux, 0, 1600), Shape(64, 2, 1), Shape(64, 2, 1)),
        Table(2, new ForwardingSettings(Mux, 46, 1500), Shape(61, 2, 0), Shape(1, 1, 1), Shape(17, 0, 1)),
        Table(3, new ForwardingSettings(Mux, 63, 9000), Shape(64, 7, 1), Shape(64, 7, 0)),
        Table(4, new ForwardingSettings(Mux, 10, 700), Shape(100, 7, 1), Shape(64, 2, 0), Shape(64, 5, 1)),
        Table(5, new ForwardingSettings(Mux, 1, 2000), [.. Enumerable.Range(0, 40).Select(i => Shape(33, i % 3, 1))]),
    ];

    /// <summary>One of them; those with up to seven previous owners more often.</summary>
    public static Gen<int> Any { get; } = Gen.Frequency(
        (1, Gen.Constant(0)), (1, Gen.Constant(1)), (9, Gen.Constant(2)), (2, Gen.Constant(3)), (1, Gen.Constant(4)));

    /// <summary>A table that follows another one: some rows have other owners.</summary>
    /// <param name="table">The one before.</param>
    /// <param name="random">Which rows, and which owners.</param>
    /// <param name="step">By how much the generation rises.</param>
    public static ForwardingTable Next(ForwardingTable table, Random random, uint step = 1)
    {
        uint generation = table.Fleet.Generation.Value + step;
        IEnumerable<BucketTable> pools = table.Fleet.Pools.Values.Select(rows =>
        {
            uint[] words = rows.ToWords();
            for (int changes = random.Next(1, 4); changes > 0 && HasServers(rows.Pool); changes--)
            {
                int bucket = random.Next(rows.Pool.BucketCount);
                int hops = random.Next(rows.Pool.PreviousMax + 1);
                Row row = RandomRow(random, hops, generation - (uint)random.Next((int)step));
                rows.Pool.Layout.Write(words.AsSpan(bucket * rows.Pool.Layout.Stride, rows.Pool.Layout.Stride), row);
            }

            return BucketTable.FromWords(rows.Pool, words);
        });
        return Compile(table.Fleet.Term, generation, table.Fleet.Configuration, [.. pools], table.Settings);
    }

    /// <summary>The services of a table: those of pool n have the VIP 192.0.2.n + 1.</summary>
    private static ForwardingTable Table(int seed, ForwardingSettings settings, params Pool[] shapes)
    {
        var random = new Random(seed);
        Pool[] pools =
        [
            .. shapes.Select((shape, i) => shape with
            {
                Id = new PoolId((ushort)((i * 97) % (PoolId.Max + 1))),
                Name = $"pool-{i}",
                Key = new SipKey((ulong)random.NextInt64(), (ulong)random.NextInt64()),
            }),
            new Pool(new PoolId(4095), Serverless, 16, 2, 1, new SipKey(1, 2)),
        ];
        var configuration = new FleetConfiguration(
            [.. pools],
            [.. pools.SelectMany((pool, i) => ServicesOf(i).Select(key => new Service(key, pool.Id)))],
            [.. Enumerable.Range(1, Servers).Select(i => new Server($"s{i}", ServerAt(i), pools[0].Id))],
            [new MuxEntry("mux1", Mux)]);
        uint generation = 1000;
        IEnumerable<BucketTable> rows = pools.Select(pool => HasServers(pool)
            ? BucketTable.FromWords(pool, RandomRows(random, pool, generation))
            : BucketTable.Empty(pool));
        return Compile(1, generation, configuration, [.. rows], settings);
    }

    private static bool HasServers(Pool pool) => pool.Name != Serverless;

    private static IEnumerable<ServiceKey> ServicesOf(int pool)
    {
        var vip = new IPv4Address(IPv4Address.Parse("192.0.2.1").Value + (uint)pool);
        yield return new ServiceKey(vip, 80, TransportProtocol.Tcp);
        yield return new ServiceKey(vip, 443, TransportProtocol.Tcp);
        yield return new ServiceKey(vip, 443, TransportProtocol.Udp);
    }

    private static Pool Shape(int buckets, int previousMax, byte headerVersion) =>
        new(default, "", buckets, previousMax, headerVersion, default);

    private static uint[] RandomRows(Random random, Pool pool, uint generation)
    {
        uint[] words = new uint[pool.BucketCount * pool.Layout.Stride];
        for (int bucket = 0; bucket < pool.BucketCount; bucket++)
        {
            // As many rows of each length.
            int hops = bucket % (pool.PreviousMax + 1);
            Row row = RandomRow(random, hops, generation - (uint)random.Next(900));
            pool.Layout.Write(words.AsSpan(bucket * pool.Layout.Stride, pool.Layout.Stride), row);
        }

        return words;
    }

    private static Row RandomRow(Random random, int hops, uint generation)
    {
        int[] servers = [.. Enumerable.Range(1, Servers)];
        random.Shuffle(servers);
        IPv4Address[] owners = [.. servers.Take(1 + hops).Select(ServerAt)];
        return new Row(new Generation(generation), owners[0], owners.AsSpan(1));
    }

    private static IPv4Address ServerAt(int number) =>
        new(IPv4Address.Parse("172.31.0.0").Value + ((uint)number * 257));

    private static ForwardingTable Compile(
        ulong term,
        uint generation,
        FleetConfiguration configuration,
        BucketTable[] rows,
        ForwardingSettings settings)
    {
        bool good = FleetTable.TryCreate(
            term, new Generation(generation), configuration, rows, out FleetTable fleet, out List<string> reasons);
        Invariant.Require(good, string.Join(' ', reasons));
        return ForwardingTable.Compile(fleet, settings);
    }
}
