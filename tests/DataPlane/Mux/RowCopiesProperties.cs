using System.Buffers.Binary;
using Beamer.Core;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;
using Beamer.Mux.Xdp;
using Beamer.Tests.Testing;
using FsCheck.Xunit;
using Xunit;
using IPv4Address = Beamer.Core.IPv4Address;

namespace Beamer.Tests.DataPlane.Mux;

/// <summary>
/// The writer of rows against a model of the reader: a packet takes a copy when it comes, and may look at any row of it
/// at any later moment until the writer has waited for it.
/// </summary>
public sealed class RowCopiesProperties
{
    // Three pages of rows, the last one short.
    private const int Buckets = (2 * BucketTable.PageRows) + 2;

    [Property(MaxTest = 300)]
    public void A_packet_sees_the_table_that_was_in_force_when_it_came_and_no_other(
        int seed, byte changes, bool isWide, bool waits)
    {
        var random = new Random(seed);
        FleetTable table = TableOf(random, isWide ? 7 : 2, generation: 5);
        var copies = new RowCopies(table);
        uint[] memory = new uint[copies.Count * (isWide ? RowCopy.WideRowWords : RowCopy.NarrowRowWords)];
        uint copyInForce = 0;
        copies.Fill(memory);
        List<Packet> onTheirWay = [];
        bool everTorn = false;
        for (uint change = 0; change < 3 + (changes % 6); change++)
        {
            onTheirWay.Add(new Packet(copyInForce, table));
            FleetTable next = Changed(random, table, 6 + change);
            copies.Publish(memory, ref copyInForce, next, () =>
            {
                if (waits) onTheirWay.Clear();
            });
            // Whoever came meanwhile took the copy before the store; it is on its way until the next wait.
            onTheirWay.Add(new Packet(copyInForce == 0 ? (uint)(copies.Count / 2) : 0, table));
            table = next;
            onTheirWay.Add(new Packet(copyInForce, table));
            everTorn |= onTheirWay.Exists(packet => !packet.SeesItsTable(copies, memory));
        }

        Assert.Equal(table, copies.InForce);
        if (waits) Assert.False(everTorn);
        // A writer that does not wait writes under the packets of the table before last: the model must see it.
        else Assert.True(everTorn);
    }

    [Property(MaxTest = 100)]
    public void Only_the_rows_that_changed_in_the_last_two_tables_are_written(int seed)
    {
        var random = new Random(seed);
        FleetTable table = TableOf(random, 2, generation: 5);
        var copies = new RowCopies(table);
        uint[] memory = new uint[copies.Count * RowCopy.NarrowRowWords];
        uint copyInForce = 0;
        copies.Fill(memory);
        for (uint change = 0; change < 5; change++)
        {
            int written = copies.Publish(memory, ref copyInForce, Changed(random, table, 6 + change), () => { });
            Assert.InRange(written, 1, 2 * table.Pools.Count);
            table = copies.InForce;
        }
    }

    /// <summary>Two pools, so that a copy has more than one part.</summary>
    private static FleetTable TableOf(Random random, int previousMax, uint generation)
    {
        Pool[] pools =
        [
            .. Enumerable.Range(1, 2).Select(i => new Pool(
                new PoolId((ushort)i), $"pool-{i}", Buckets, previousMax, 1, new SipKey(1, 2))),
        ];
        var configuration = new FleetConfiguration(
            [.. pools],
            [],
            [.. Enumerable.Range(1, 9).Select(i => new Server($"s{i}", Fleets.Server(i), pools[0].Id))],
            []);
        BucketTable[] rows =
        [
            .. pools.Select(pool => BucketTable.Empty(pool).With(RowSet.From(pool, Enumerable.Range(0, Buckets).Select(
                bucket => KeyValuePair.Create(bucket, RowOf(random, pool, generation)))))),
        ];
        bool good = FleetTable.TryCreate(
            1, new Generation(generation), configuration, rows, out FleetTable table, out List<string> reasons);
        Assert.True(good, string.Join(' ', reasons));
        return table;
    }

    /// <summary>One row of each pool has other owners.</summary>
    private static FleetTable Changed(Random random, FleetTable table, uint generation)
    {
        BucketTable[] rows =
        [
            .. table.Pools.Values.Select(pool => pool.With(RowSet.From(
                pool.Pool,
                [KeyValuePair.Create(random.Next(Buckets), RowOf(random, pool.Pool, generation))]))),
        ];
        Assert.True(FleetTable.TryCreate(
            1, new Generation(generation), table.Configuration, rows, out FleetTable next, out _));
        return next;
    }

    private static Row RowOf(Random random, Pool pool, uint generation)
    {
        IPv4Address[] owners = [.. Enumerable.Range(1, 9).Select(Fleets.Server)];
        random.Shuffle(owners);
        return new Row(new Generation(generation), owners[0], owners.AsSpan(1, random.Next(pool.PreviousMax + 1)));
    }

    /// <summary>What a packet does: it takes a copy when it comes, and reads a row of it later.</summary>
    private sealed record Packet(uint Copy, FleetTable Table)
    {
        public bool SeesItsTable(RowCopies copies, uint[] memory) => Table.Pools.Values.All(pool =>
            Enumerable.Range(0, Buckets).All(bucket =>
                RowAt(memory, (int)Copy + copies.FirstRow(pool.Pool.Id) + bucket, copies.IsWide ? 10 : 4)
                    .SequenceEqual(Padded(pool.WordsOf(bucket).ToArray(), copies.IsWide ? 10 : 4))));

        private static uint[] RowAt(uint[] memory, int row, int words) =>
        [
            memory[row * words],
            .. memory.Skip((row * words) + 1).Take(words - 1).Select(BinaryPrimitives.ReverseEndianness),
        ];

        private static uint[] Padded(uint[] words, int length) => [.. words, .. new uint[length - words.Length]];
    }
}
