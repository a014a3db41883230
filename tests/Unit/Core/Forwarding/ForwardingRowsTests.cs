using Beamer.Core.Forwarding;
using Beamer.Core.Tables;
using Beamer.Tests.Testing;
using FsCheck.Xunit;
using Xunit;

namespace Beamer.Tests.Unit.Core.Forwarding;

public sealed class ForwardingRowsTests
{
    private const int Buckets = (2 * BucketTable.PageRows) + 2;

    private static FleetTable Table => Fleets.Table(pool: Fleets.Pool(Buckets));

    [Property(MaxTest = 100)]
    public void A_copy_that_takes_another_table_is_a_copy_of_that_table(int[] moves, bool goesBack)
    {
        List<FleetTable> tables = [Table];
        foreach (int move in moves)
        {
            tables.Add(tables[^1].Apply(Fleets.Move(tables[^1], ((int)((uint)move % Buckets), 1 + (move & 3), []))));
        }

        ForwardingRows rows = ForwardingRows.CopyOf(goesBack ? tables[^1] : tables[0]);
        FleetTable next = goesBack ? tables[0] : tables[^1];
        Assert.True(rows.TryHold(next));
        Assert.Same(next, rows.Held);
        Assert.Equal(next.Pools[default].ToWords(), rows[0]);
    }

    [Fact]
    public void The_rows_of_a_snapshot_are_read_where_they_lie_and_never_written()
    {
        FleetTable table = Table;
        ForwardingRows rows = ForwardingRows.Of(table);
        Assert.True(table.Pools[default].Page(0) == rows[0].AsSpan(0, table.Pools[default].Page(0).Length));
        Assert.False(rows.IsOwn);
        Assert.False(rows.TryHold(table.Apply(Fleets.Move(table, (3, 2, [])))));
    }

    [Fact]
    public void The_rows_of_a_changed_table_are_copied()
    {
        FleetTable table = Table;
        table = table.Apply(Fleets.Move(table, (3, 2, [4])));
        ForwardingRows rows = ForwardingRows.Of(table);
        Assert.True(rows.IsOwn);
        Assert.Equal(table.Pools[default].ToWords(), rows[0]);
    }

    [Fact]
    public void A_copy_does_not_take_a_table_of_another_shape()
    {
        ForwardingRows rows = ForwardingRows.CopyOf(Table);
        Assert.False(rows.TryHold(Fleets.Table(pool: Fleets.Pool(Buckets + 1))));
        Assert.False(rows.TryHold(Fleets.Table(pool: Fleets.Pool(Buckets, previousMax: 3))));
        Assert.False(rows.TryHold(Fleets.Table(pool: Fleets.Pool(Buckets) with { Id = new PoolId(1) })));
        Assert.False(rows.TryHold(FleetTable.Empty));
        Assert.Equal(Table.Pools[default].ToWords(), rows[0]);
    }

    [Fact]
    public void Rows_of_another_table_are_a_programmers_error()
    {
        FleetTable table = Table;
        Assert.ThrowsAny<Exception>(() => ForwardingTable.Compile(
            table.Apply(Fleets.Move(table, (3, 2, []))), ForwardingFleet.Settings, ForwardingRows.CopyOf(table)));
    }
}
