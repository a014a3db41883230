using System.Buffers.Binary;

namespace Beamer.Mux.Replay;

/// <summary>Reads the classic format: <c>pcap-savefile(5)</c>.</summary>
/// <remarks>
/// <code>
/// | magic 4 | major 2 | minor 2 | reserved 8 | snap length 4 | link type 4 |
/// | seconds 4 | fraction 4 | captured length 4 | original length 4 | packet |  again and again
/// </code>
/// </remarks>
internal sealed class PcapReader : CaptureReader
{
    private const uint MagicMicroseconds = 0xa1b2c3d4;
    private const uint MagicNanoseconds = 0xa1b23c4d;
    private const int HeaderRest = 20;
    private const int RecordHeader = 16;
    private const ulong NanosecondsPerSecond = 1_000_000_000;

    private readonly CaptureSource _source;
    private readonly byte[] _record = new byte[RecordHeader];
    private readonly bool _isBigEndian;
    private readonly bool _hasFrame;

    private PcapReader(CaptureSource source, bool isBigEndian, bool isNanoseconds, bool hasFrame)
    {
        _source = source;
        _isBigEndian = isBigEndian;
        _hasFrame = hasFrame;
        IsNanoseconds = isNanoseconds;
    }

    public override bool IsNanoseconds { get; }

    /// <summary>Whether these four bytes begin such a file, in this byte order.</summary>
    public static bool IsMagic(uint magic) => magic is MagicMicroseconds or MagicNanoseconds;

    /// <summary>Reads the rest of the file's header.</summary>
    public static async ValueTask<PcapReader> OpenAsync(
        CaptureSource source, uint magic, bool isBigEndian, CancellationToken cancellation)
    {
        byte[] header = new byte[HeaderRest];
        await source.ReadAsync(header, "the file's header", cancellation);
        uint version = Read(header, 0, isBigEndian);
        ushort major = (ushort)(isBigEndian ? version >> 16 : version);
        if (major != 2) throw new CaptureException(4, $"version {major} of pcap is not supported; 2 is.");
        // The upper half may tell of a frame check sequence behind each packet: it is trimmed like any padding.
        uint linkType = Read(header, 16, isBigEndian) & 0xffff;
        if (!LinkTypes.TryRead(linkType, out bool hasFrame, out string? sentence))
        {
            throw new CaptureException(20, sentence);
        }

        return new PcapReader(source, isBigEndian, magic == MagicNanoseconds, hasFrame);
    }

    public override async ValueTask<CapturedPacket?> ReadAsync(Memory<byte> destination, CancellationToken cancellation)
    {
        long start = _source.Offset;
        int read = await _source.ReadUpToAsync(_record, cancellation);
        if (read == 0) return null;
        if (read < RecordHeader) throw _source.EndsInside("a packet's header");
        uint length = Read(_record, 8, _isBigEndian);
        if (length > PacketBytesMax)
        {
            throw new CaptureException(start + 8, $"a packet of {length} bytes is not possible.");
        }

        await _source.ReadAsync(destination[..(int)length], "a packet", cancellation);
        ulong fraction = Read(_record, 4, _isBigEndian) * (IsNanoseconds ? 1ul : 1000ul);
        ulong time = (Read(_record, 0, _isBigEndian) * NanosecondsPerSecond) + fraction;
        return new CapturedPacket(_hasFrame, time, (int)length);
    }

    private static uint Read(byte[] bytes, int offset, bool isBigEndian) => isBigEndian
        ? BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(offset))
        : BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(offset));
}
