using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;

namespace Beamer.Mux.Replay;

/// <summary>Writes Ethernet frames as pcap, little-endian.</summary>
/// <param name="output">Where to; the caller flushes it.</param>
internal sealed class PcapWriter(PipeWriter output)
{
    private const int HeaderSize = 24;
    private const int RecordHeader = 16;
    private const ulong NanosecondsPerSecond = 1_000_000_000;

    private bool _isNanoseconds;

    /// <summary>Writes the file's header. Once, first.</summary>
    /// <param name="isNanoseconds">Whether times are kept to the nanosecond, else to the microsecond.</param>
    public void WriteHeader(bool isNanoseconds)
    {
        _isNanoseconds = isNanoseconds;
        Span<byte> header = output.GetSpan(HeaderSize)[..HeaderSize];
        header.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, isNanoseconds ? 0xa1b23c4d : 0xa1b2c3d4);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 4);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], CaptureReader.PacketBytesMax);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], LinkTypes.Ethernet);
        output.Advance(HeaderSize);
    }

    /// <summary>Writes one frame.</summary>
    /// <param name="nanoseconds">Since 1970.</param>
    /// <param name="frame">All of it.</param>
    public void Write(ulong nanoseconds, ReadOnlySpan<byte> frame)
    {
        Span<byte> record = output.GetSpan(RecordHeader)[..RecordHeader];
        uint fraction = (uint)(nanoseconds % NanosecondsPerSecond);
        BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)(nanoseconds / NanosecondsPerSecond));
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], _isNanoseconds ? fraction : fraction / 1000);
        BinaryPrimitives.WriteUInt32LittleEndian(record[8..], (uint)frame.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record[12..], (uint)frame.Length);
        output.Advance(RecordHeader);
        output.Write(frame);
    }
}
