using System.Buffers.Binary;

namespace Beamer.Lab.Echo;

/// <summary>What client and server of an experiment say: a header, and content that follows from it.</summary>
/// <remarks>
/// <code>
/// | "BECH" 4 | kind 1 | server 1 | foreign 1 | 0 1 | connection 8 | sequence 8 |
/// | socket 8 | content bytes 4 | pause ms 4 | content |
/// </code>
/// Every byte is a function of connection and sequence, so a byte that reaches the wrong socket is seen there.
/// </remarks>
internal readonly record struct EchoMessage
{
    public const int HeaderBytes = 40;
    public const int ContentBytesMax = 16 * 1024;

    private const uint Magic = 0x42454348;

    public required EchoKind Kind { get; init; }

    /// <summary>Number of the server that answers; 0 in a request.</summary>
    public byte Server { get; init; }

    /// <summary>The server's socket had bytes of another connection, or not the next ones of this.</summary>
    public bool IsForeign { get; init; }

    /// <summary>The client's number of the connection; no two of a run have the same.</summary>
    public required ulong Connection { get; init; }

    /// <summary>0 for the first message of a connection. For an order: how many pieces.</summary>
    public required ulong Sequence { get; init; }

    /// <summary>The server's number of the socket that answers; 0 in a request.</summary>
    public ulong Socket { get; init; }

    public required int ContentBytes { get; init; }

    /// <summary>Between two pieces of an order.</summary>
    public int PauseMilliseconds { get; init; }

    /// <summary>Header and content.</summary>
    public int Bytes => HeaderBytes + ContentBytes;

    /// <summary>Writes header and content.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, Magic);
        destination[4] = (byte)Kind;
        destination[5] = Server;
        destination[6] = IsForeign ? (byte)1 : (byte)0;
        destination[7] = 0;
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], Connection);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], Sequence);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], Socket);
        BinaryPrimitives.WriteInt32BigEndian(destination[32..], ContentBytes);
        BinaryPrimitives.WriteInt32BigEndian(destination[36..], PauseMilliseconds);
        Span<byte> content = destination.Slice(HeaderBytes, ContentBytes);
        for (int offset = 0; offset < content.Length; offset++) content[offset] = ContentAt(offset);
    }

    /// <summary>Reads a header; whether the content fits is asked when it has come.</summary>
    public static bool TryRead(ReadOnlySpan<byte> header, out EchoMessage message)
    {
        message = default;
        if (BinaryPrimitives.ReadUInt32BigEndian(header) != Magic) return false;
        message = new EchoMessage
        {
            Kind = (EchoKind)header[4],
            Server = header[5],
            IsForeign = header[6] != 0,
            Connection = BinaryPrimitives.ReadUInt64BigEndian(header[8..]),
            Sequence = BinaryPrimitives.ReadUInt64BigEndian(header[16..]),
            Socket = BinaryPrimitives.ReadUInt64BigEndian(header[24..]),
            ContentBytes = BinaryPrimitives.ReadInt32BigEndian(header[32..]),
            PauseMilliseconds = BinaryPrimitives.ReadInt32BigEndian(header[36..]),
        };
        return header[4] <= (byte)EchoKind.Piece && header[6] <= 1 && header[7] == 0
            && message.ContentBytes is >= 0 and <= ContentBytesMax;
    }

    /// <summary>Every byte of the content is as connection and sequence want it.</summary>
    public bool HasContent(ReadOnlySpan<byte> content)
    {
        for (int offset = 0; offset < content.Length; offset++)
        {
            if (content[offset] != ContentAt(offset)) return false;
        }

        return content.Length == ContentBytes;
    }

    private byte ContentAt(int offset) =>
        unchecked((byte)((Connection * 151) + (Sequence * 31) + ((ulong)offset * 7) + ((ulong)offset >> 8)));
}
