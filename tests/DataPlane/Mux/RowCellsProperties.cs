using System.Buffers.Binary;
using Beamer.Core;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;
using Beamer.Mux.Xdp;
using FsCheck;
using FsCheck.Xunit;
using Xunit;
using IPv4Address = Beamer.Core.IPv4Address;

namespace Beamer.Tests.DataPlane.Mux;

/// <summary>
/// The writer against a model of the reader, which may look between any two stores and may hold a generation that was
/// in force when its packet came.
/// </summary>
public sealed class RowCellsProperties
{
    private const int Buckets = 4;

    /// <summary>The last generation whose packets may still be on their way when a change begins.</summary>
    private readonly ReaderModel _reader = new(Buckets);

    [Property(MaxTest = 300)]
    public void Whenever_a_packet_looks_it_sees_a_whole_row_of_its_own_table(byte seed, byte count, bool isWide)
    {
        var random = new Random(seed);
        Pool pool = PoolOf(isWide ? 7 : 2);
        var shape = new RowCells(isWide ? RowCells.WideSlotWords : RowCells.NarrowSlotWords);
        BucketTable rows = Rows(pool, random, BucketTable.Empty(pool), generation: 5);
        uint[] cells = new uint[Buckets * shape.CellWords];
        shape.Fill(cells, rows);
        uint inForce = 5;
        for (int change = 0; change < 1 + (count % 6); change++)
        {
            uint next = inForce + (uint)random.Next(1, 3);
            BucketTable after = Rows(pool, random, rows, next);
            Assert.True(RowCells.CanWrite(rows, after, inForce));
            uint[] before = [.. cells];
            shape.Write(cells, rows, after, inForce);
            foreach (uint[] moment in MomentsBetween(before, cells, shape))
                _reader.RequireRows(moment, shape, rows, inForce);
            _reader.RequireRows(cells, shape, rows, inForce);
            _reader.RequireRows(cells, shape, after, next);
            (rows, inForce) = (after, next);
        }
    }

    [Fact]
    public void A_writer_that_does_not_wait_is_seen_by_a_late_packet()
    {
        Pool pool = PoolOf(2);
        var shape = new RowCells(RowCells.NarrowSlotWords);
        BucketTable first = One(pool, 5, 1);
        BucketTable second = One(pool, 6, 2);
        BucketTable third = One(pool, 7, 3);
        uint[] cells = new uint[Buckets * shape.CellWords];
        shape.Fill(cells, first);
        shape.Write(cells, first, second, inForce: 5);
        _reader.RequireRows(cells, shape, first, 5);

        // No grace period: a packet that came at generation 5 is still on its way.
        shape.Write(cells, second, third, inForce: 6);

        Assert.ThrowsAny<Exception>(() => _reader.RequireRows(cells, shape, first, 5));
        _reader.RequireRows(cells, shape, second, 6);
    }

    [Fact]
    public void A_row_that_is_not_newer_than_the_table_cannot_be_written_beside_it()
    {
        Pool pool = PoolOf(2);

        Assert.True(RowCells.CanWrite(One(pool, 5, 1), One(pool, 6, 2), inForce: 5));
        Assert.False(RowCells.CanWrite(One(pool, 5, 1), One(pool, 5, 2), inForce: 5));
        Assert.True(RowCells.CanWrite(One(pool, 5, 1), One(pool, 5, 1), inForce: 5));
        Assert.False(RowCells.CanWrite(One(pool, 5, 1), One(pool, uint.MaxValue, 2), inForce: 5));
    }

    /// <summary>
    /// All that memory can hold while rows are written: a slot's first word says so until its last store.
    /// </summary>
    private static IEnumerable<uint[]> MomentsBetween(uint[] before, uint[] after, RowCells shape)
    {
        uint[] moment = [.. before];
        int slot = shape.CellWords / 2;
        for (int start = 0; start < moment.Length; start += slot)
        {
            if (before.AsSpan(start, slot).SequenceEqual(after.AsSpan(start, slot))) continue;
            moment[start] = RowCells.Unwritten;
            yield return [.. moment];
            for (int word = 1; word < slot; word++)
            {
                moment[start + word] = after[start + word];
                yield return [.. moment];
            }

            moment[start] = after[start];
            yield return [.. moment];
        }
    }

    private static Pool PoolOf(int previousMax) =>
        new(new PoolId(1), "web", Buckets, previousMax, 1, new SipKey(1, 2));

    private static BucketTable One(Pool pool, uint generation, int server) => BucketTable.Empty(pool).With(RowSet.From(
        pool, [KeyValuePair.Create(0, new Row(new Generation(generation), Server(server)))]));

    private static BucketTable Rows(Pool pool, Random random, BucketTable before, uint generation)
    {
        int[] buckets = [.. Enumerable.Range(0, Buckets).Where(_ => random.Next(2) == 0)];
        return before.With(RowSet.From(pool, buckets.Select(bucket =>
        {
            IPv4Address[] owners = [.. Enumerable.Range(1, 1 + random.Next(pool.PreviousMax + 1)).Select(Server)];
            random.Shuffle(owners);
            return KeyValuePair.Create(bucket, new Row(new Generation(generation), owners[0], owners.AsSpan(1)));
        })));
    }

    private static IPv4Address Server(int number) => new(0x0a000000u + (uint)number);

    /// <summary>What a packet does: it takes a generation, then one slot of a bucket, and reads it.</summary>
    private sealed class ReaderModel(int buckets)
    {
        public void RequireRows(uint[] cells, RowCells shape, BucketTable rows, uint generation)
        {
            for (int bucket = 0; bucket < buckets; bucket++)
            {
                ReadOnlySpan<uint> cell = cells.AsSpan(bucket * shape.CellWords, shape.CellWords);
                int slotWords = shape.CellWords / 2;
                int chosen = Choose(cell[0], cell[slotWords], generation);
                ReadOnlySpan<uint> slot = cell.Slice(chosen * slotWords, slotWords);
                uint[] row = [slot[0], .. slot[1..].ToArray().Select(BinaryPrimitives.ReverseEndianness)];
                Assert.Equal(rows.WordsOf(bucket).ToArray(), row[..rows.Pool.Layout.Stride]);
                Assert.All(row[rows.Pool.Layout.Stride..], word => Assert.Equal(0u, word));
            }
        }

        /// <summary>The highest generation that is not above the table's, said as plainly as can be.</summary>
        private static int Choose(uint first, uint second, uint generation)
        {
            long older = first <= generation ? first : -1;
            long newer = second <= generation ? second : -1;
            return newer > older ? 1 : 0;
        }
    }
}
