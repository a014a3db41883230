using System.Buffers.Binary;

namespace Beamer.Mux.Replay;

/// <summary>Reads the block format: draft-ietf-opsawg-pcapng.</summary>
/// <remarks>
/// <code>
/// | type 4 | total length 4 | body | total length 4 |  again and again; a section header begins a new byte order
/// </code>
/// Blocks that are neither section header, interface nor packet are passed over, however long.
/// </remarks>
internal sealed class PcapNgReader(CaptureSource source) : CaptureReader
{
    /// <summary>The type of a section header block, the same in both byte orders.</summary>
    public const uint SectionHeader = 0x0a0d0d0a;

    private const uint ByteOrderMagic = 0x1a2b3c4d;
    private const uint InterfaceDescription = 1;
    private const uint ObsoletePacket = 2;
    private const uint SimplePacket = 3;
    private const uint EnhancedPacket = 6;
    private const int FrameBytes = 12;
    private const int InterfacesMax = 65_536;

    private readonly byte[] _word = new byte[4];
    private readonly byte[] _fixed = new byte[20];
    private readonly List<CaptureInterface> _interfaces = [];
    private bool _isBigEndian;
    private bool _isFirst = true;
    private bool? _isNanoseconds;
    private long _start;

    public override bool IsNanoseconds => _isNanoseconds ?? false;

    public override async ValueTask<CapturedPacket?> ReadAsync(Memory<byte> destination, CancellationToken cancellation)
    {
        while (true)
        {
            uint type = SectionHeader;
            _start = source.Offset - (_isFirst ? _word.Length : 0);
            if (!_isFirst)
            {
                int read = await source.ReadUpToAsync(_word, cancellation);
                if (read == 0) return null;
                if (read < _word.Length) throw source.EndsInside("a block's type");
                type = Word(_word);
            }

            _isFirst = false;
            await source.ReadAsync(_word, "a block's length", cancellation);
            if (type == SectionHeader) await BeginSectionAsync(cancellation);
            uint length = Word(_word);
            if (length < FrameBytes || length % 4 != 0)
            {
                throw new CaptureException(_start + 4, $"a block of {length} bytes is not possible.");
            }

            CapturedPacket? packet = await ReadBodyAsync(type, length - FrameBytes, destination, cancellation);
            await source.ReadAsync(_word, "a block's end", cancellation);
            if (Word(_word) != length)
            {
                throw new CaptureException(
                    source.Offset - 4, $"a block that begins with length {length} ends with {Word(_word)}.");
            }

            if (packet is not null) return packet;
        }
    }

    private async ValueTask BeginSectionAsync(CancellationToken cancellation)
    {
        byte[] magic = _fixed[..4];
        await source.ReadAsync(magic, "a section header", cancellation);
        _isBigEndian = BinaryPrimitives.ReadUInt32BigEndian(magic) == ByteOrderMagic;
        if (!_isBigEndian && BinaryPrimitives.ReadUInt32LittleEndian(magic) != ByteOrderMagic)
        {
            throw new CaptureException(_start + 8, "the section header has no byte-order magic.");
        }

        _interfaces.Clear();
    }

    private async ValueTask<CapturedPacket?> ReadBodyAsync(
        uint type, uint length, Memory<byte> destination, CancellationToken cancellation)
    {
        switch (type)
        {
            case SectionHeader:
                if (length < 16) throw TooShort("section header", length);
                // The byte-order magic is read already.
                await source.SkipAsync(length - 4, "a section header", cancellation);
                return null;
            case InterfaceDescription:
                await ReadInterfaceAsync(length, cancellation);
                return null;
            case EnhancedPacket:
            case ObsoletePacket:
                return await ReadPacketAsync(type, length, destination, cancellation);
            case SimplePacket:
                return await ReadSimplePacketAsync(length, destination, cancellation);
            default:
                await source.SkipAsync(length, "a block", cancellation);
                return null;
        }
    }

    private async ValueTask ReadInterfaceAsync(uint length, CancellationToken cancellation)
    {
        if (length < 8) throw TooShort("interface description", length);
        if (_interfaces.Count == InterfacesMax) throw new CaptureException(_start, "there are too many interfaces.");
        await source.ReadAsync(_fixed.AsMemory(0, 8), "an interface description", cancellation);
        var described = new CaptureInterface(
            Half(_fixed), Word(_fixed.AsSpan(4)), CaptureInterface.UnitsPerSecondDefault, 0);
        uint left = length - 8;
        while (left >= 4)
        {
            await source.ReadAsync(_fixed.AsMemory(0, 4), "an interface option", cancellation);
            ushort code = Half(_fixed);
            ushort size = Half(_fixed.AsSpan(2));
            uint padded = (size + 3u) & ~3u;
            left -= 4;
            if (padded > left) throw TooShort("interface description", length);
            described = await ReadOptionAsync(described, code, size, padded, cancellation);
            left -= padded;
            if (code == 0) break;
        }

        await source.SkipAsync(left, "an interface description", cancellation);
        _interfaces.Add(described);
    }

    private async ValueTask<CaptureInterface> ReadOptionAsync(
        CaptureInterface described, ushort code, ushort size, uint padded, CancellationToken cancellation)
    {
        const ushort resolution = 9;
        const ushort offset = 14;
        if (!((code == resolution && size == 1) || (code == offset && size == 8)))
        {
            await source.SkipAsync(padded, "an interface option", cancellation);
            return described;
        }

        await source.ReadAsync(_fixed.AsMemory(0, (int)padded), "an interface option", cancellation);
        if (code == offset) return described with { OffsetSeconds = (long)Long(_fixed) };
        return CaptureInterface.TryReadResolution(_fixed[0], out ulong units)
            ? described with { UnitsPerSecond = units }
            : throw new CaptureException(source.Offset - padded, $"time resolution {_fixed[0]} is not supported.");
    }

    private async ValueTask<CapturedPacket?> ReadPacketAsync(
        uint type, uint length, Memory<byte> destination, CancellationToken cancellation)
    {
        if (length < 20) throw TooShort("packet", length);
        await source.ReadAsync(_fixed, "a packet's header", cancellation);
        // The obsolete block has a 16-bit interface number and a drop count in the first word.
        uint number = type == EnhancedPacket ? Word(_fixed) : Half(_fixed);
        ulong stamp = ((ulong)Word(_fixed.AsSpan(4)) << 32) | Word(_fixed.AsSpan(8));
        uint captured = Word(_fixed.AsSpan(12));
        return await ReadDataAsync(number, stamp, captured, length - 20, destination, cancellation);
    }

    private async ValueTask<CapturedPacket?> ReadSimplePacketAsync(
        uint length, Memory<byte> destination, CancellationToken cancellation)
    {
        if (length < 4) throw TooShort("simple packet", length);
        await source.ReadAsync(_fixed.AsMemory(0, 4), "a packet's header", cancellation);
        uint captured = Math.Min(Word(_fixed), length - 4);
        uint limit = _interfaces.Count > 0 ? _interfaces[0].SnapLength : 0;
        if (limit != 0) captured = Math.Min(captured, limit);
        return await ReadDataAsync(0, 0, captured, length - 4, destination, cancellation);
    }

    private async ValueTask<CapturedPacket?> ReadDataAsync(
        uint number, ulong stamp, uint captured, uint room, Memory<byte> destination, CancellationToken cancellation)
    {
        if (number >= _interfaces.Count)
        {
            throw new CaptureException(_start, $"the packet is of interface {number}, which is not described.");
        }

        CaptureInterface described = _interfaces[(int)number];
        if (!LinkTypes.TryRead(described.LinkType, out bool hasFrame, out string? sentence))
        {
            throw new CaptureException(_start, sentence);
        }

        if (captured > room || captured > PacketBytesMax)
        {
            throw new CaptureException(_start, $"a packet of {captured} bytes is not possible here.");
        }

        _isNanoseconds ??= described.UnitsPerSecond > CaptureInterface.UnitsPerSecondDefault;
        await source.ReadAsync(destination[..(int)captured], "a packet", cancellation);
        await source.SkipAsync(room - captured, "a packet's options", cancellation);
        return new CapturedPacket(hasFrame, described.ToNanoseconds(stamp), (int)captured);
    }

    private CaptureException TooShort(string what, uint length) =>
        new(_start, $"a block of {length + FrameBytes} bytes is too short for its {what}.");

    private uint Word(ReadOnlySpan<byte> bytes) => _isBigEndian
        ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
        : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private ushort Half(ReadOnlySpan<byte> bytes) => _isBigEndian
        ? BinaryPrimitives.ReadUInt16BigEndian(bytes)
        : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private ulong Long(ReadOnlySpan<byte> bytes) => _isBigEndian
        ? BinaryPrimitives.ReadUInt64BigEndian(bytes)
        : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
}
