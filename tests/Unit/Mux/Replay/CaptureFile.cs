using System.Buffers.Binary;
using System.Text;

namespace Beamer.Tests.Unit.Mux.Replay;

/// <summary>Writes captures of every kind, without any of the code under test.</summary>
internal sealed class CaptureFile(bool isBigEndian)
{
    private readonly List<byte> _bytes = [];

    /// <summary>Offsets at which the file may end without harm: behind its header and behind each record.</summary>
    public List<int> Ends { get; } = [];

    public byte[] Bytes => [.. _bytes];

    public static CaptureFile Pcap(bool isBigEndian, bool isNanoseconds, uint linkType, params byte[][] packets)
    {
        var file = new CaptureFile(isBigEndian);
        file.Word(isNanoseconds ? 0xa1b23c4d : 0xa1b2c3d4).Half(2).Half(4).Word(0).Word(0).Word(65_535).Word(linkType);
        file.Ends.Add(file._bytes.Count);
        for (int i = 0; i < packets.Length; i++)
        {
            file.Word(1_700_000_000u + (uint)i).Word(isNanoseconds ? 123_456_789u : 123_456u);
            file.Word((uint)packets[i].Length).Word((uint)packets[i].Length).Raw(packets[i]);
            file.Ends.Add(file._bytes.Count);
        }

        return file;
    }

    /// <summary>A section, an interface, an unknown block, then packets in the three kinds of block in turn.</summary>
    public static CaptureFile PcapNg(bool isBigEndian, byte? resolution, ushort linkType, params byte[][] packets)
    {
        var file = new CaptureFile(isBigEndian);
        file.Section().Interface(linkType, resolution).Block(0x0bad, body => body.Raw(new byte[32]));
        uint[] kinds = [6, 2, 3];
        for (int i = 0; i < packets.Length; i++)
        {
            file.Packet(kinds[i % 3], 1_700_000_000_000_000 + (ulong)i, packets[i]);
        }

        return file;
    }

    public CaptureFile Section() => Block(0x0a0d0d0a, body => body
        .Word(0x1a2b3c4d).Half(1).Half(0).Word(uint.MaxValue).Word(uint.MaxValue)
        .Option(4, Encoding.ASCII.GetBytes("a capture program")).Option(0, []));

    public CaptureFile Interface(ushort linkType, byte? resolution) => Block(1, body =>
    {
        body.Half(linkType).Half(0).Word(0).Option(2, "eth0"u8.ToArray());
        if (resolution is { } value) body.Option(9, [value]);
        body.Option(0, []);
    });

    public CaptureFile Packet(uint kind, ulong stamp, byte[] packet) => Block(kind, body =>
    {
        uint length = (uint)packet.Length;
        if (kind == 6) body.Word(0);
        if (kind == 2) body.Half(0).Half(7);
        if (kind != 3) body.Word((uint)(stamp >> 32)).Word((uint)stamp).Word(length);
        body.Word(length).Raw(packet).Pad();
        if (kind != 3) body.Option(1, "a comment"u8.ToArray()).Option(0, []);
    });

    public CaptureFile Block(uint type, Action<CaptureFile> write)
    {
        var body = new CaptureFile(isBigEndian);
        write(body);
        body.Pad();
        uint length = (uint)body._bytes.Count + 12;
        Word(type).Word(length).Raw(body.Bytes).Word(length);
        Ends.Add(_bytes.Count);
        return this;
    }

    public CaptureFile Word(uint value)
    {
        byte[] bytes = new byte[4];
        if (isBigEndian) BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        else BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Raw(bytes);
    }

    public CaptureFile Half(ushort value) =>
        Raw(isBigEndian ? [(byte)(value >> 8), (byte)value] : [(byte)value, (byte)(value >> 8)]);

    public CaptureFile Raw(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    private CaptureFile Option(ushort code, byte[] value) => Half(code).Half((ushort)value.Length).Raw(value).Pad();

    private CaptureFile Pad() => Raw(new byte[(4 - (_bytes.Count % 4)) % 4]);
}
