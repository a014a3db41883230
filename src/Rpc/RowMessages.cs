using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Beamer.Core.Tables;
using Google.Protobuf;

namespace Beamer.Rpc;

/// <summary>Rows ⇄ raw little-endian words in messages.</summary>
public static class RowMessages
{
    /// <summary>The message for some rows; neighbours that are alike are written once.</summary>
    public static V1.RowSet ToMessage(RowSet rows)
    {
        RowRuns? runs = RowRuns.Of(rows);
        return new V1.RowSet
        {
            PoolId = rows.Pool.Value,
            PreviousMax = (uint)rows.Layout.PreviousMax,
            Buckets = ToBytes(runs is null ? MemoryMarshal.Cast<int, uint>(rows.Buckets.AsSpan()) : runs.Buckets),
            Words = ToBytes(runs is null ? rows.Words.AsSpan() : runs.Words),
            Lengths = ToBytes(runs is null ? [] : runs.Lengths),
        };
    }

    /// <summary>The message for all rows of a pool; neighbours that are alike are written once.</summary>
    public static V1.PoolRows ToMessage(BucketTable table)
    {
        uint[] words = GC.AllocateUninitializedArray<uint>(table.WordCount);
        table.CopyTo(words);
        RowRuns? runs = RowRuns.Of(words, table.Pool.Layout);
        return new V1.PoolRows
        {
            PoolId = table.Pool.Id.Value,
            Words = ToBytes(runs is null ? words : runs.Words),
            Lengths = ToBytes(runs is null ? [] : runs.Lengths),
        };
    }

    /// <summary>Reads some rows.</summary>
    /// <param name="message">What came.</param>
    /// <param name="reasons">Every value that does not fit, one sentence each, is added here.</param>
    /// <returns>The rows; meaningless when a reason was added.</returns>
    public static RowSet Read(V1.RowSet message, List<string> reasons)
    {
        string where = $"rows of pool {message.PoolId}";
        PoolId pool = ConfigurationMessages.ReadPoolId(where, message.PoolId, reasons);
        if (message.PreviousMax > Row.PreviousMax)
        {
            reasons.Add($"{where}: previous_max is {message.PreviousMax}; the most is {Row.PreviousMax}.");
        }

        RowLayout layout = new((int)Math.Min(message.PreviousMax, Row.PreviousMax));
        uint[] buckets = ToWords(where + ": buckets", message.Buckets, reasons);
        uint[] words = ToWords(where + ": words", message.Words, reasons);
        uint[] lengths = ToWords(where + ": lengths", message.Lengths, reasons);
        if (words.Length != buckets.Length * layout.Stride)
        {
            reasons.Add($"{where}: {words.Length} words do not make {buckets.Length} rows of {layout.Stride} words.");
        }

        if (buckets.Any(bucket => bucket >= Pool.BucketCountMax))
        {
            reasons.Add($"{where}: a bucket is above {Pool.BucketCountMax - 1}, the highest.");
        }

        int count = lengths.Length == 0 ? buckets.Length : Count(where, lengths, buckets.Length, reasons);
        if (reasons.Count > 0 || lengths.Length == 0) return Rows(pool, layout, buckets, words);
        int[] all = RowRuns.Follow(buckets, lengths, count);
        return Rows(pool, layout, MemoryMarshal.Cast<int, uint>(all.AsSpan()), RowRuns.Repeat(words, lengths, count));
    }

    /// <summary>Reads all rows of a pool.</summary>
    /// <param name="message">What came.</param>
    /// <param name="pool">The pool, which says how many rows there are.</param>
    /// <param name="reasons">Every value that does not fit, one sentence each, is added here.</param>
    /// <returns>B rows; meaningless when a reason was added.</returns>
    public static uint[] Read(V1.PoolRows message, Pool pool, List<string> reasons)
    {
        int before = reasons.Count;
        string where = $"pools[{pool.Name}]";
        uint[] words = ToWords(where + ".words", message.Words, reasons);
        uint[] lengths = ToWords(where + ".lengths", message.Lengths, reasons);
        int stride = pool.Layout.Stride;
        int rows = lengths.Length == 0 ? pool.BucketCount : lengths.Length;
        if (words.Length != rows * stride)
        {
            reasons.Add($"{where} has {words.Length} words; {rows} rows of {stride} are needed.");
        }

        if (lengths.Length == 0) return words;
        int count = Count(where, lengths, rows, reasons);
        if (count != pool.BucketCount && reasons.Count == before)
        {
            reasons.Add($"{where}.lengths make {count} rows; {pool.BucketCount} are needed.");
        }

        return reasons.Count > before ? [] : RowRuns.Repeat(words, lengths, count);
    }

    /// <summary>Four bytes a word, little-endian.</summary>
    public static ByteString ToBytes(ReadOnlySpan<uint> words)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(words.Length * sizeof(uint));
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(words).CopyTo(bytes);
        }
        else
        {
            BinaryPrimitives.ReverseEndianness(words, MemoryMarshal.Cast<byte, uint>(bytes.AsSpan()));
        }

        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    private static RowSet Rows(PoolId pool, RowLayout layout, ReadOnlySpan<uint> buckets, uint[] words) => new(
        pool,
        layout,
        [.. MemoryMarshal.Cast<uint, int>(buckets)],
        ImmutableCollectionsMarshal.AsImmutableArray(words));

    /// <summary>How many rows runs make: never more than a pool has, whatever came.</summary>
    private static int Count(string where, uint[] lengths, int runs, List<string> reasons)
    {
        if (lengths.Length != runs) reasons.Add($"{where}: {lengths.Length} lengths are given for {runs} rows.");
        if (lengths.Contains(0u)) reasons.Add($"{where}: a length is 0; it is 1 or more.");
        ulong sum = 0;
        foreach (uint length in lengths) sum += length;
        if (sum <= Pool.BucketCountMax) return (int)sum;
        reasons.Add($"{where}: the lengths make {sum} rows; the most is {Pool.BucketCountMax}.");
        return 0;
    }

    /// <summary>The words of <see cref="ToBytes"/>; a length that is no multiple of four is a reason.</summary>
    public static uint[] ToWords(string field, ByteString bytes, List<string> reasons)
    {
        if (bytes.Length % sizeof(uint) != 0)
        {
            reasons.Add($"{field} has {bytes.Length} bytes, which is no multiple of four.");
            return [];
        }

        uint[] words = GC.AllocateUninitializedArray<uint>(bytes.Length / sizeof(uint));
        bytes.Span.CopyTo(MemoryMarshal.AsBytes(words.AsSpan()));
        if (!BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness((ReadOnlySpan<uint>)words, words.AsSpan());
        return words;
    }
}
