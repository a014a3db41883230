using Beamer.Core.Tables;
using Google.Protobuf;

namespace Beamer.Rpc;

/// <summary>A snapshot on its way: cut into pieces that no message limit minds, and put together again.</summary>
/// <remarks>One instance belongs to one stream and one thread.</remarks>
public sealed class SnapshotChunks
{
    /// <summary>Content bytes of one chunk: a quarter of gRPC's default message limit.</summary>
    public const int ContentBytesMax = 1 << 20;

    /// <summary>
    /// More chunks than the largest fleet needs (1,048,576 buckets, K = 7: 36 MiB a pool); more is refused.
    /// </summary>
    public const int ChunksMax = 1024;

    private readonly List<ByteString> _contents = [];
    private uint _count;

    /// <summary>The chunks of a table, in order.</summary>
    public static IEnumerable<V1.SnapshotChunk> Cut(FleetTable table)
    {
        byte[] content = TableMessages.ToMessage(table).ToByteArray();
        int count = Math.Max(1, (content.Length + ContentBytesMax - 1) / ContentBytesMax);
        for (int index = 0; index < count; index++)
        {
            int start = index * ContentBytesMax;
            int length = Math.Min(ContentBytesMax, content.Length - start);
            yield return new V1.SnapshotChunk
            {
                Index = (uint)index,
                Count = (uint)count,
                Content = UnsafeByteOperations.UnsafeWrap(content.AsMemory(start, length)),
            };
        }
    }

    /// <summary>Takes the next chunk.</summary>
    /// <param name="chunk">What came; chunk 0 starts a new snapshot.</param>
    /// <param name="table">The table, once the last chunk has come and it is good; else null.</param>
    /// <returns>Every reason why the snapshot is refused; empty while all is well.</returns>
    public List<string> Take(V1.SnapshotChunk chunk, out FleetTable? table)
    {
        table = null;
        if (chunk.Index == 0)
        {
            _contents.Clear();
            _count = chunk.Count;
        }

        if (chunk.Count != _count || chunk.Index != _contents.Count || _count is 0 or > ChunksMax
            || chunk.Content.Length > ContentBytesMax)
        {
            return
            [
                $"snapshot chunk {chunk.Index} of {chunk.Count} does not follow chunk {_contents.Count} of {_count}.",
            ];
        }

        _contents.Add(chunk.Content);
        if (_contents.Count < _count) return [];
        byte[] content = new byte[_contents.Sum(part => part.Length)];
        int at = 0;
        foreach (ByteString part in _contents)
        {
            part.CopyTo(content, at);
            at += part.Length;
        }

        _contents.Clear();
        return Parse(content, out table);
    }

    private static List<string> Parse(byte[] content, out FleetTable? table)
    {
        table = null;
        V1.TableSnapshot message;
        try
        {
            message = V1.TableSnapshot.Parser.ParseFrom(content);
        }
        catch (InvalidProtocolBufferException e)
        {
            return [$"the snapshot is no message: {e.Message}"];
        }

        if (TableMessages.TryRead(message, out FleetTable read, out List<string> reasons)) table = read;
        return reasons;
    }
}
