using Beamer.Core;
using Beamer.Core.Forwarding;
using Beamer.Core.Tables;
using Beamer.Mux.Tables;
using Beamer.Tests.Testing;
using Beamer.Tests.Unit.Core.Forwarding;
using Xunit;

namespace Beamer.Tests.Unit.Mux.Tables;

public sealed class SpareRowsTests
{
    private const int Buckets = 2 * BucketTable.PageRows;

    private readonly LiveTable _live = new();
    private readonly TableReader _reader;
    private readonly SpareRows _spare;

    public SpareRowsTests()
    {
        _reader = new TableReader(_live);
        _spare = new SpareRows([_reader]);
    }

    [Fact]
    public void Two_copies_take_turns_from_the_second_delta_on()
    {
        ForwardingTable[] tables = [.. Enumerable.Range(1, 6).Select(generation => Publish((uint)generation))];
        Assert.False(tables[0].Rows.IsOwn);
        Assert.NotSame(tables[1].Rows, tables[2].Rows);
        Assert.Same(tables[1].Rows, tables[3].Rows);
        Assert.Same(tables[2].Rows, tables[4].Rows);
        Assert.Same(tables[1].Rows, tables[5].Rows);
    }

    [Fact]
    public void Rows_that_a_batch_still_reads_are_left_to_it()
    {
        Publish(1);
        Publish(2);
        ForwardingTable read = _reader.Begin()!;
        Publish(3);
        ForwardingTable next = Publish(4);
        Assert.NotSame(read.Rows, next.Rows);
        Assert.Equal(new Generation(2), read.Rows.Held.Generation);
        Assert.Equal(2u, read.Rows[0][0]);

        _reader.End();
        Publish(5);
        Assert.Same(next.Rows, Publish(6).Rows);
    }

    [Fact]
    public void A_reader_says_which_table_its_batch_reads()
    {
        Assert.Null(_reader.Begin());
        _reader.End();
        ForwardingTable first = Publish(1);
        Assert.False(_reader.Reads(first));
        Assert.Same(first, _reader.Begin());
        ForwardingTable second = Publish(2);
        Assert.True(_reader.Reads(first));
        Assert.False(_reader.Reads(second));
        _reader.End();
        Assert.False(_reader.Reads(first));
    }

    [Fact]
    public async Task No_batch_ever_sees_its_rows_change()
    {
        Publish(1);
        using var done = new CancellationTokenSource();
        var second = new TableReader(_live);
        var spare = new SpareRows([_reader, second]);
        Task<int>[] torn =
        [
            Task.Run(() => CountTorn(_reader, done.Token)), Task.Run(() => CountTorn(second, done.Token)),
        ];
        for (uint generation = 2; generation < 2000; generation++) Publish(generation, spare);
        await done.CancelAsync();
        Assert.All(await Task.WhenAll(torn), count => Assert.Equal(0, count));
    }

    private static int CountTorn(TableReader reader, CancellationToken cancellation)
    {
        int torn = 0;
        while (!cancellation.IsCancellationRequested)
        {
            ForwardingTable table = reader.Begin()!;
            uint generation = table.Fleet.Generation.Value;
            uint[] words = table.Rows[0];
            for (int at = 0; at < words.Length; at += 4)
            {
                if (Volatile.Read(ref words[at]) != generation) torn++;
            }

            reader.End();
        }

        return torn;
    }

    /// <summary>Puts a table into force all of whose rows have one generation, as a data plane does.</summary>
    private ForwardingTable Publish(uint generation, SpareRows? spare = null)
    {
        spare ??= _spare;
        FleetTable? held = _live.Current?.Fleet;
        FleetTable next = held is null
            ? Fleets.With(Fleets.Configuration(pool: Fleets.Pool(Buckets)), _ => RowAt(generation))
            : held.Apply(held.NextDelta(1, null, [AllRows(held.Generation.Next().Value)]));
        var table = ForwardingTable.Compile(next, ForwardingFleet.Settings, spare.Take(next));
        spare.Keep(_live.Replace(table), next);
        return table;
    }

    private static RowSet AllRows(uint generation) => RowSet.From(
        Fleets.Pool(Buckets), Enumerable.Range(0, Buckets).Select(b => KeyValuePair.Create(b, RowAt(generation))));

    private static Row RowAt(uint generation) => new(new Generation(generation), Fleets.Server(1));
}
