using Beamer.Core;
using Beamer.Core.Forwarding;
using Beamer.Core.Tables;
using Beamer.Tests.Testing;
using Beamer.Tests.Unit.Core.Forwarding;
using FsCheck.Xunit;
using Xunit;

namespace Beamer.Tests.Unit.Core.Tables;

/// <summary>Rows in pages against a plain array, over pools whose last page is short or the only one.</summary>
public sealed class BucketTableProperties
{
    private const int BytesMax = 1_000_000;

    [Property(MaxTest = 200)]
    public void Rows_in_pages_are_those_of_a_plain_array(byte size, byte previousMax, int seed)
    {
        var random = new Random(seed);
        Pool pool = Fleets.Pool(1 + size, previousMax % (Row.PreviousMax + 1));
        BucketTable table = BucketTable.Empty(pool);
        uint[] plain = table.ToWords();
        for (int change = 0; change < 6; change++)
        {
            BucketTable before = table;
            uint[] plainBefore = [.. plain];
            RowSet rows = SomeRows(random, pool);
            table = table.With(rows);
            Write(plain, rows);

            Assert.Equal(plain, table.ToWords());
            Assert.Equal(plainBefore, before.ToWords());
            Assert.Equal(TableDigest.Of(pool, plain), table.Digest);
            int stride = pool.Layout.Stride;
            for (int bucket = 0; bucket < pool.BucketCount; bucket++)
            {
                Assert.Equal(plain.AsSpan(bucket * stride, stride), table.WordsOf(bucket));
            }
        }
    }

    [Property(MaxTest = 200)]
    public void A_page_is_shared_unless_one_of_its_rows_comes_anew(byte size, int seed)
    {
        var random = new Random(seed);
        Pool pool = Fleets.Pool(1 + (40 * size));
        BucketTable first = BucketTable.Empty(pool), table = first;
        int pages = table.PageCount;
        for (int change = 0; change < 6; change++)
        {
            RowSet rows = SomeRows(random, pool);
            BucketTable next = table.With(rows);
            for (int page = 0; page < pages; page++)
            {
                bool isTouched = Enumerable.Range(0, rows.Count).Any(i =>
                    rows.Buckets[i] / BucketTable.PageRows == page
                    && rows[i].Generation >= table[rows.Buckets[i]].Generation);
                Assert.Equal(isTouched, table.Page(page) != next.Page(page));
            }

            foreach (BucketTable other in (BucketTable[])[table, first, next.For(pool with { Name = "other" })])
            {
                IEnumerable<int> differing =
                    Enumerable.Range(0, pages).Where(page => next.Page(page) != other.Page(page));
                Assert.Equal(differing, NotShared(next, other));
                Assert.Equal(differing, NotShared(other, next));
            }

            table = next;
        }
    }

    [Fact]
    public void A_thousand_rows_of_a_million_cost_a_muxs_table_less_than_a_megabyte()
    {
        Pool pool = Fleets.Pool(Pool.BucketCountMax);
        FleetTable table = Fleets.With(
            Fleets.Configuration(pool: pool), bucket => new Row(new Generation(1), Fleets.Server(1 + (bucket % 4))));
        FleetDelta[] deltas = [Anywhere(table, 1), Anywhere(table, 2)];
        ForwardingRows spare = ForwardingRows.CopyOf(table);
        foreach (FleetDelta delta in deltas) Assert.InRange(Cost(table, delta, spare), 1, BytesMax);
    }

    private static long Cost(FleetTable table, FleetDelta delta, ForwardingRows spare)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool good = table.TryApply(delta, out FleetTable next, out List<string> reasons) && spare.TryHold(next);
        var compiled = ForwardingTable.Compile(next, ForwardingFleet.Settings, spare);
        long cost = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(good, string.Join(' ', reasons));
        Assert.Equal(delta.To, compiled.Fleet.Generation);
        return cost;
    }

    private static FleetDelta Anywhere(FleetTable table, int seed)
    {
        var random = new Random(seed);
        IEnumerable<int> buckets = Enumerable.Range(0, 2000).Select(_ => random.Next(Pool.BucketCountMax));
        return Fleets.Move(
            table, [.. buckets.Distinct().Take(1000).Select(bucket => (bucket, 4, Array.Empty<int>()))]);
    }

    private static RowSet SomeRows(Random random, Pool pool)
    {
        IEnumerable<int> buckets =
            Enumerable.Range(0, random.Next(5)).Select(_ => random.Next(pool.BucketCount)).Distinct();
        return RowSet.From(pool, [.. buckets.Select(bucket => KeyValuePair.Create(bucket, SomeRow(random, pool)))]);
    }

    private static Row SomeRow(Random random, Pool pool)
    {
        IEnumerable<int> previous = Enumerable.Range(2, random.Next(pool.PreviousMax + 1));
        return new Row(new Generation((uint)random.Next(1, 9)), Fleets.Server(1), [.. previous.Select(Fleets.Server)]);
    }

    private static IEnumerable<int> NotShared(BucketTable one, BucketTable other)
    {
        int page = one.NextNotShared(other, 0);
        for (; page < one.PageCount; page = one.NextNotShared(other, page + 1)) yield return page;
    }

    private static void Write(uint[] plain, RowSet rows)
    {
        int stride = rows.Layout.Stride;
        for (int i = 0; i < rows.Count; i++)
        {
            Span<uint> present = plain.AsSpan(rows.Buckets[i] * stride, stride);
            if (rows[i].Generation.Value >= present[0]) rows.Layout.Write(present, rows[i]);
        }
    }
}
