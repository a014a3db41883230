using Beamer.Rpc.V1;
using Google.Protobuf;

namespace Beamer.Lab.Meddling;

/// <summary>Makes, of a good message of the feed, messages that a follower must refuse. Not for two threads.</summary>
/// <param name="random">What they are follows from its seed.</param>
internal sealed class BadMessages(Random random)
{
    private const uint PoolThatIsNone = 4000;

    /// <summary>One that must be refused, made of a commit or a preparation.</summary>
    public FeedMessage Of(FeedMessage good)
    {
        FeedMessage bad = good.Clone();
        if (random.Next(12) == 0 && bad.Term > 1)
        {
            bad.Term--;
            return bad;
        }

        if (bad.MessageCase == FeedMessage.MessageOneofCase.Commit) Spoil(bad.Commit);
        else Spoil(bad.Prepare);
        return bad;
    }

    /// <summary>The chunks of a snapshot with one bit of a row turned over.</summary>
    public IReadOnlyList<FeedMessage> Of(IReadOnlyList<FeedMessage> chunks)
    {
        FeedMessage[] bad = [.. chunks.Select(chunk => chunk.Clone())];
        // Rows are nearly all of it, and the configuration stands in front of them.
        SnapshotChunk first = bad[0].Snapshot;
        byte[] content = first.Content.ToByteArray();
        content[random.Next(content.Length / 2, content.Length)] ^= (byte)(1 << random.Next(8));
        first.Content = ByteString.CopyFrom(content);
        return bad;
    }

    private void Spoil(TableDelta delta)
    {
        switch (random.Next(delta.Rows.Count > 0 ? 7 : 3))
        {
            case 0:
                delta.Digest ^= 1UL << random.Next(64);
                break;
            case 1:
                delta.FromGeneration += (uint)random.Next(1, 100);
                delta.ToGeneration = delta.FromGeneration + 1;
                break;
            case 2:
                delta.Digest = (ulong)random.NextInt64();
                delta.ToGeneration = delta.FromGeneration + 1;
                break;
            case 3:
                delta.Rows.Clear();
                break;
            default:
                Spoil(delta.Rows[random.Next(delta.Rows.Count)]);
                break;
        }
    }

    private void Spoil(Prepare prepare)
    {
        if (prepare.Rows.Count == 0) prepare.Rows.Add(new RowSet { PoolId = PoolThatIsNone, PreviousMax = 2 });
        RowSet rows = prepare.Rows[random.Next(prepare.Rows.Count)];
        switch (random.Next(3))
        {
            case 0:
                rows.PoolId = PoolThatIsNone;
                break;
            case 1:
                rows.PreviousMax += 1;
                break;
            default:
                Cut(rows);
                break;
        }
    }

    private void Spoil(RowSet rows)
    {
        switch (random.Next(4))
        {
            case 0:
                rows.PoolId = PoolThatIsNone;
                break;
            case 1:
                rows.PreviousMax += 1;
                break;
            case 2:
                Cut(rows);
                break;
            default:
                byte[] words = rows.Words.ToByteArray();
                words[random.Next(words.Length)] ^= (byte)(1 << random.Next(8));
                rows.Words = ByteString.CopyFrom(words);
                break;
        }
    }

    private void Cut(RowSet rows)
    {
        if (random.Next(2) == 0) rows.Words = ByteString.CopyFrom(rows.Words.Span[..random.Next(rows.Words.Length)]);
        else rows.Buckets = ByteString.CopyFrom(rows.Buckets.Span[..random.Next(rows.Buckets.Length)]);
    }
}
