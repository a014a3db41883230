using Beamer.Core;
using Beamer.Core.Planning;
using Beamer.Core.Tables;
using Beamer.Rpc;
using Beamer.Tests.Testing;
using FsCheck.Xunit;
using Google.Protobuf;
using Xunit;
using V1 = Beamer.Rpc.V1;

namespace Beamer.Tests.Unit.Rpc;

/// <summary>Neighbours that are alike travel once, and mean what they meant one by one.</summary>
public sealed class RowRunsTests
{
    private const int Buckets = 64;

    private static readonly Pool s_pool = Fleets.Pool(Buckets);

    [Property(MaxTest = 500)]
    public bool A_table_of_any_runs_comes_back_as_it_went(byte[] lengths)
    {
        BucketTable table = TableOf(lengths);
        List<string> reasons = [];

        uint[] read = RowMessages.Read(RowMessages.ToMessage(table), s_pool, reasons);

        return reasons.Count == 0 && read.AsSpan().SequenceEqual(table.ToWords());
    }

    [Property(MaxTest = 500)]
    public bool Any_rows_with_any_gaps_come_back_as_they_went(byte[] lengths, ulong buckets)
    {
        BucketTable table = TableOf(lengths);
        IEnumerable<int> chosen = Enumerable.Range(0, Buckets).Where(bucket => (buckets >> bucket & 1) != 0);
        RowSet rows = RowSet.From(s_pool, chosen.Select(bucket => KeyValuePair.Create(bucket, table[bucket])));
        List<string> reasons = [];

        RowSet read = RowMessages.Read(RowMessages.ToMessage(rows), reasons);

        return reasons.Count == 0
            && read.Pool == rows.Pool
            && read.Layout == rows.Layout
            && read.Buckets.SequenceEqual(rows.Buckets)
            && read.Words.SequenceEqual(rows.Words);
    }

    [Fact]
    public void A_new_pool_of_a_million_buckets_is_one_row_and_its_first_fill_one_for_each_server()
    {
        Pool pool = Fleets.Pool(Pool.BucketCountMax);
        BucketTable empty = BucketTable.Empty(pool);
        PlanServer[] servers = [.. Enumerable.Range(1, 10_000).Select(number =>
            new PlanServer(Fleets.Server(number), 100, MayReceive: true, IsAlive: true))];
        RowSet fill = Planner.Plan(empty, servers, new Generation(1)).Rows!;

        Assert.InRange(RowMessages.ToMessage(empty).CalculateSize(), 1, 64);
        Assert.InRange(RowMessages.ToMessage(fill).CalculateSize(), 1, 10_000 * 24 + 64);
        Assert.InRange(RowMessages.ToMessage(empty.With(fill)).CalculateSize(), 1, 10_000 * 20 + 64);
    }

    [Fact]
    public void Rows_that_all_differ_are_written_one_by_one()
    {
        V1.PoolRows message = RowMessages.ToMessage(TableOf([.. Enumerable.Repeat((byte)1, Buckets)]));

        Assert.Empty(message.Lengths);
        Assert.Equal(Buckets * 16, message.Words.Length);
    }

    [Theory]
    [InlineData(new uint[] { 63 }, "pools[web].lengths make 63 rows; 64 are needed.")]
    [InlineData(new uint[] { 65 }, "pools[web].lengths make 65 rows; 64 are needed.")]
    [InlineData(new uint[] { 32, 32 }, "pools[web] has 4 words; 2 rows of 4 are needed.")]
    [InlineData(
        new uint[] { uint.MaxValue }, "pools[web]: the lengths make 4294967295 rows; the most is 1048576.")]
    public void Lengths_that_do_not_make_the_table_are_refused(uint[] lengths, string reason)
    {
        V1.PoolRows message = RowMessages.ToMessage(BucketTable.Empty(s_pool));
        message.Lengths = RowMessages.ToBytes(lengths);
        List<string> reasons = [];

        RowMessages.Read(message, s_pool, reasons);

        Assert.Equal([reason], reasons);
    }

    [Fact]
    public void A_row_for_no_bucket_and_a_row_without_a_length_are_refused()
    {
        V1.RowSet message = RowMessages.ToMessage(RowSet.From(
            s_pool, Enumerable.Range(0, Buckets).Select(bucket => KeyValuePair.Create(bucket, RowOf(1)))));
        message.Lengths = RowMessages.ToBytes([0, 64]);
        List<string> reasons = [];

        RowMessages.Read(message, reasons);

        Assert.Equal(
            [
                "rows of pool 0: 2 lengths are given for 1 rows.",
                "rows of pool 0: a length is 0; it is 1 or more.",
            ],
            reasons);
    }

    [Property(MaxTest = 2000)]
    public bool A_flipped_byte_in_runs_is_refused_or_means_the_same(ushort position, byte mask)
    {
        // P45, as for rows that are written one by one.
        FleetTable table = Fleets.With(Fleets.Configuration(), bucket => RowOf(bucket / 16));
        byte[] bytes = TableMessages.ToMessage(table).ToByteArray();
        bytes[position % bytes.Length] ^= mask;
        V1.TableSnapshot message;
        try
        {
            message = V1.TableSnapshot.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return true;
        }

        return TableMessages.TryRead(message, out FleetTable read, out List<string> reasons)
            ? read.Digest == table.Digest
            : reasons.Count > 0;
    }

    /// <summary>Runs of these lengths, each another row than the one before it; the last one fills the table.</summary>
    private static BucketTable TableOf(byte[] lengths)
    {
        List<Row> rows = [];
        for (int run = 0; run < lengths.Length; run++)
        {
            rows.AddRange(Enumerable.Repeat(RowOf(run), lengths[run] % 20));
        }

        rows.AddRange(Enumerable.Repeat(RowOf(lengths.Length), Buckets));
        uint[] words = new uint[Buckets * s_pool.Layout.Stride];
        for (int bucket = 0; bucket < Buckets; bucket++)
        {
            s_pool.Layout.Write(words.AsSpan(bucket * s_pool.Layout.Stride, s_pool.Layout.Stride), rows[bucket]);
        }

        return BucketTable.FromWords(s_pool, words);
    }

    private static Row RowOf(int run) => run % 3 == 0
        ? new Row(new Generation(1), Fleets.Server(1 + (run % 4)))
        : new Row(new Generation(1), Fleets.Server(1 + (run % 4)), [Fleets.Server(1 + ((run + 1) % 4))]);
}
