using Beamer.Core;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;

namespace Beamer.Tests.Testing;

/// <summary>
/// Small fleets for tests: pool 0 "web", VIP 192.0.2.10:80/tcp, servers 10.0.0.1.., MUXes 10.0.1.1...
/// </summary>
public static class Fleets
{
    public static readonly ServiceKey Web = new(IPv4Address.Parse("192.0.2.10"), 80, TransportProtocol.Tcp);

    public static readonly SipKey Key = new(0x0706050403020100, 0x0f0e0d0c0b0a0908);

    public static IPv4Address Server(int number) => new(IPv4Address.Parse("10.0.0.0").Value + (uint)number);

    public static Pool Pool(int buckets = 64, int previousMax = 2, byte headerVersion = 1) =>
        new(new PoolId(0), "web", buckets, previousMax, headerVersion, Key);

    public static FleetConfiguration Configuration(int servers = 4, int muxes = 2, Pool? pool = null)
    {
        pool ??= Pool();
        return new FleetConfiguration(
            [pool],
            [new Service(Web, pool.Id)],
            [.. Enumerable.Range(1, servers).Select(n => new Server($"s{n}", Server(n), pool.Id))],
            [.. Enumerable.Range(1, muxes).Select(n => new MuxEntry($"mux{n}", IPv4Address.Parse($"10.0.1.{n}")))]);
    }

    /// <summary>A table at generation 1 in which the servers own the buckets in turn.</summary>
    public static FleetTable Table(int servers = 4, int muxes = 2, Pool? pool = null)
    {
        FleetConfiguration configuration = Configuration(servers, muxes, pool);
        return With(configuration, bucket => new Row(new Generation(1), Server(1 + (bucket % servers))));
    }

    /// <summary>A table at generation 1, or that of its newest row.</summary>
    public static FleetTable With(FleetConfiguration configuration, Func<int, Row> row)
    {
        Pool pool = configuration.Pools[0];
        uint[] words = new uint[pool.BucketCount * pool.Layout.Stride];
        uint newest = 1;
        for (int bucket = 0; bucket < pool.BucketCount; bucket++)
        {
            Row value = row(bucket);
            newest = Math.Max(newest, value.Generation.Value);
            pool.Layout.Write(words.AsSpan(bucket * pool.Layout.Stride, pool.Layout.Stride), value);
        }

        BucketTable table = BucketTable.FromWords(pool, words);
        Invariant.Require(
            FleetTable.TryCreate(
                1, new Generation(newest), configuration, [table], out FleetTable fleet, out List<string> reasons),
            string.Join(' ', reasons));
        return fleet;
    }

    /// <summary>A copy of all rows, as <see cref="BucketTable.FromWords"/> takes them.</summary>
    public static uint[] ToWords(this BucketTable rows)
    {
        uint[] words = new uint[rows.WordCount];
        rows.CopyTo(words);
        return words;
    }

    /// <summary>The delta that gives some buckets of pool 0 new owners.</summary>
    public static FleetDelta Move(FleetTable table, params (int Bucket, int To, int[] Previous)[] moves)
    {
        Generation next = table.Generation.Next();
        RowSet rows = RowSet.From(
            table.Configuration.Pools[0],
            moves.Select(move => KeyValuePair.Create(
                move.Bucket, new Row(next, Server(move.To), [.. move.Previous.Select(Server)]))));
        return table.NextDelta(table.Term, null, [rows]);
    }

    /// <summary>Applies a delta that must fit.</summary>
    public static FleetTable Apply(this FleetTable table, FleetDelta delta)
    {
        bool good = table.TryApply(delta, out FleetTable next, out List<string> reasons);
        Invariant.Require(good, string.Join(' ', reasons));
        return next;
    }
}
