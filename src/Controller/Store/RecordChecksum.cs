using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Beamer.Controller.Store;

/// <summary>
/// The checksum of one record: 64 bits of SHA-256 over the table's name and every column, types and lengths included.
/// </summary>
/// <remarks>
/// SQLite checks the pages of its log but not those of the main file; this finds a flipped bit in either.
/// </remarks>
internal static class RecordChecksum
{
    private const byte IntegerTag = 1, TextTag = 2, BytesTag = 3;

    internal static long Of(string table, ReadOnlySpan<object> values)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, TextTag, Encoding.UTF8.GetBytes(table));
        foreach (object value in values) AppendValue(hash, value);
        return BinaryPrimitives.ReadInt64LittleEndian(hash.GetHashAndReset());
    }

    private static void AppendValue(IncrementalHash hash, object value)
    {
        switch (value)
        {
            case long number:
                Span<byte> bytes = stackalloc byte[sizeof(long)];
                BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
                Append(hash, IntegerTag, bytes);
                break;
            case string text:
                Append(hash, TextTag, Encoding.UTF8.GetBytes(text));
                break;
            case byte[] content:
                Append(hash, BytesTag, content);
                break;
            default:
                throw new InvalidOperationException($"A record holds no {value.GetType().Name}.");
        }
    }

    private static void Append(IncrementalHash hash, byte tag, ReadOnlySpan<byte> content)
    {
        Span<byte> head = stackalloc byte[1 + sizeof(int)];
        head[0] = tag;
        BinaryPrimitives.WriteInt32LittleEndian(head[1..], content.Length);
        hash.AppendData(head);
        hash.AppendData(content);
    }
}
