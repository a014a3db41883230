using System.Text.Json.Nodes;
using Beamer.Core;
using Beamer.Core.Tables;
using Beamer.Rpc;
using Beamer.Tests.Testing;
using Xunit;

namespace Beamer.Tests.Unit.Rpc;

public sealed class TableFileTests
{
    [Fact]
    public void A_table_is_written_and_read_back()
    {
        FleetTable table = Fleets.Table();
        table = table.Apply(Fleets.Move(table, (3, 2, [4]), (9, 1, [2, 3])));
        Assert.True(
            TableFile.TryRead(TableFile.Write(table), out FleetTable read, out List<string> reasons),
            string.Join(' ', reasons));
        Assert.Equal(table.Digest, read.Digest);
        Assert.Equal(table.Generation, read.Generation);
        Assert.Equal(table.Configuration.Pools, read.Configuration.Pools);
    }

    [Fact]
    public void Equal_rows_are_gathered_into_ranges()
    {
        FleetTable table = Fleets.With(
            Fleets.Configuration(), bucket => new Row(new Generation(1), Fleets.Server(bucket < 32 ? 1 : 2)));
        string text = TableFile.Write(table);
        Assert.Contains("\"buckets\": \"0-31\"", text, StringComparison.Ordinal);
        Assert.Contains("\"buckets\": \"32-63\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"0-63\"", "\"0-62\"", "bucket 63 and 0 more have no row.")]
    [InlineData("\"0-63\"", "\"0-63,5\"", "bucket 5 is given twice.")]
    [InlineData("\"0-63\"", "\"0-64\"", "is not ranges such as 0-99,102 below 64.")]
    [InlineData("\"10.0.0.1\"", "\"10.0.0.256\"", "'10.0.0.256' is not an IPv4 address.")]
    [InlineData("\"beamer\"", "\"bimmer\"", "pools[web].header is 'bimmer'; it is beamer or glb.")]
    [InlineData("000102030405", "0001", "pools[web].hashKey is not 32 hexadecimal digits.")]
    [InlineData("beamer-table/1", "beamer-table/9", "format is 'beamer-table/9'; this program reads 'beamer-table/1'.")]
    [InlineData("\"muxes\"", "\"muxen\"", "is not the JSON it should be")]
    [InlineData("\"pools\": [", "\"pools\": [ null,", "pools: entry 0 is null.")]
    [InlineData("\"rows\": [", "\"rows\": [ null,", "pools[web].rows: entry 0 is null.")]
    [InlineData("\"rows\": [", "\"rows\": [ { \"generation\": 1 },", "is not the JSON it should be")]
    [InlineData("\"servers\": [", "\"servers\": [ { \"address\": \"10.0.0.9\" },", "is not the JSON it should be")]
    [InlineData("192.0.2.10:80/tcp", "192.0.2.10:0/tcp", "is not of the form 192.0.2.10:80/tcp.")]
    public void A_mistake_is_named(string good, string bad, string sentence)
    {
        string text = TableFile.Write(Fleets.Table(servers: 1));
        Assert.Contains(good, text, StringComparison.Ordinal);
        Assert.False(
            TableFile.TryRead(text.Replace(good, bad, StringComparison.Ordinal), out _, out List<string> reasons));
        Assert.Contains(reasons, reason => reason.Contains(sentence, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("header")]
    [InlineData("previous")]
    public void A_field_of_a_pool_that_is_missing_has_its_default(string field)
    {
        FleetTable table = Fleets.Table();
        JsonNode document = JsonNode.Parse(TableFile.Write(table))!;
        Assert.True(document["pools"]![0]!.AsObject().Remove(field));
        Assert.True(
            TableFile.TryRead(document.ToJsonString(), out FleetTable read, out List<string> reasons),
            string.Join(' ', reasons));
        Assert.Equal(table.Configuration.Pools, read.Configuration.Pools);
    }

    [Theory]
    [InlineData("muxes")]
    [InlineData("services")]
    public void A_list_that_is_missing_is_empty(string field)
    {
        JsonNode document = JsonNode.Parse(TableFile.Write(Fleets.Table()))!;
        Assert.True(document.AsObject().Remove(field));
        Assert.True(
            TableFile.TryRead(document.ToJsonString(), out FleetTable read, out List<string> reasons),
            string.Join(' ', reasons));
        Assert.Empty(JsonNode.Parse(TableFile.Write(read))![field]!.AsArray());
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        string text = TableFile.Write(Fleets.Table());
        for (int length = 0; length < text.TrimEnd().Length; length++)
        {
            Assert.False(TableFile.TryRead(text[..length], out _, out List<string> reasons));
            Assert.NotEmpty(reasons);
        }
    }
}
