using Beamer.Core;
using Beamer.Core.Tables;
using Beamer.Tests.Testing;
using Xunit;

namespace Beamer.Tests.Unit.Core.Tables;

public sealed class RowTests
{
    [Fact]
    public void A_row_of_the_default_pool_takes_sixteen_bytes() =>
        Assert.Equal(16, Fleets.Pool().Layout.Stride * sizeof(uint));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void A_row_reads_back_as_it_was_written(int previousCount)
    {
        RowLayout layout = new(7);
        IPv4Address[] previous = [.. Enumerable.Range(2, previousCount).Select(Fleets.Server)];
        Row row = new(new Generation(9), Fleets.Server(1), previous);
        uint[] words = [.. Enumerable.Repeat(0xffffffffu, layout.Stride)];
        layout.Write(words, row);
        Assert.Equal(row, layout.Read(words));
        Assert.Equal(previous, layout.Read(words).Previous.ToArray());
    }

    [Fact]
    public void A_row_names_its_current_and_its_previous_owners_and_nobody_else()
    {
        Row row = new(new Generation(1), Fleets.Server(1), Fleets.Server(2));
        Assert.True(row.Names(Fleets.Server(1)));
        Assert.True(row.Names(Fleets.Server(2)));
        Assert.False(row.Names(Fleets.Server(3)));
        Assert.False(row.IsSettled);
    }

    [Fact]
    public void Rows_differ_when_the_order_of_previous_owners_differs() => Assert.NotEqual(
        new Row(new Generation(1), Fleets.Server(1), Fleets.Server(2), Fleets.Server(3)),
        new Row(new Generation(1), Fleets.Server(1), Fleets.Server(3), Fleets.Server(2)));

    [Fact]
    public void A_row_reads_well() => Assert.Equal(
        "g7 10.0.0.1 [10.0.0.2, 10.0.0.3]",
        new Row(new Generation(7), Fleets.Server(1), Fleets.Server(2), Fleets.Server(3)).ToString());
}
