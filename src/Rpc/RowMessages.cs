using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Beamer.Core.Tables;
using Google.Protobuf;

namespace Beamer.Rpc;

/// <summary>Rows ⇄ raw little-endian words in messages.</summary>
public static class RowMessages
{
    /// <summary>The message for some rows.</summary>
    public static V1.RowSet ToMessage(RowSet rows) => new()
    {
        PoolId = rows.Pool.Value,
        PreviousMax = (uint)rows.Layout.PreviousMax,
        Buckets = ToBytes(MemoryMarshal.Cast<int, uint>(rows.Buckets.AsSpan())),
        Words = ToBytes(rows.Words.AsSpan()),
    };

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
        if (words.Length != buckets.Length * layout.Stride)
        {
            reasons.Add($"{where}: {words.Length} words do not make {buckets.Length} rows of {layout.Stride} words.");
        }

        if (buckets.Any(bucket => bucket >= Pool.BucketCountMax))
        {
            reasons.Add($"{where}: a bucket is above {Pool.BucketCountMax - 1}, the highest.");
        }

        return new RowSet(pool, layout, [.. buckets.Select(bucket => (int)bucket)], [.. words]);
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
