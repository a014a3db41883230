using Beamer.Core.Tables;
using Beamer.Rpc;
using Beamer.Tests.Testing;
using Xunit;

namespace Beamer.Tests.Unit.Rpc;

public sealed class SnapshotChunksTests
{
    [Fact]
    public void A_large_table_travels_in_chunks_and_arrives_whole()
    {
        FleetTable table = Fleets.Table(pool: Fleets.Pool(buckets: 200_000));
        SnapshotChunks chunks = new();
        FleetTable? arrived = null;
        int count = 0;
        foreach (Beamer.Rpc.V1.SnapshotChunk chunk in SnapshotChunks.Cut(table))
        {
            Assert.Null(arrived);
            Assert.Empty(chunks.Take(chunk, out arrived));
            count++;
        }

        Assert.Equal(4, count);
        Assert.Equal(table.Digest, arrived!.Digest);
    }

    [Fact]
    public void A_missing_chunk_is_noticed()
    {
        Beamer.Rpc.V1.SnapshotChunk[] cut = [.. SnapshotChunks.Cut(Fleets.Table(pool: Fleets.Pool(buckets: 200_000)))];
        SnapshotChunks chunks = new();
        Assert.Empty(chunks.Take(cut[0], out _));
        Assert.Equal(
            ["snapshot chunk 2 of 4 does not follow chunk 1 of 4."], chunks.Take(cut[2], out FleetTable? table));
        Assert.Null(table);
    }

    [Fact]
    public void A_snapshot_that_starts_again_replaces_the_unfinished_one()
    {
        FleetTable table = Fleets.Table(pool: Fleets.Pool(buckets: 200_000));
        SnapshotChunks chunks = new();
        Assert.Empty(chunks.Take(SnapshotChunks.Cut(table).First(), out _));
        FleetTable? arrived = null;
        foreach (Beamer.Rpc.V1.SnapshotChunk chunk in SnapshotChunks.Cut(table)) chunks.Take(chunk, out arrived);
        Assert.Equal(table.Digest, arrived!.Digest);
    }
}
