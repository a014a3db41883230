using System.Buffers.Binary;

namespace Beamer.Mux.Replay;

/// <summary>Reads the packets of a capture file, whatever its format: pcap or pcapng, either byte order.</summary>
/// <remarks>One thread; nothing is kept of what was read.</remarks>
internal abstract class CaptureReader
{
    /// <summary>The longest packet that is believed: what capture programs allow (libpcap's limit).</summary>
    public const int PacketBytesMax = 262_144;

    private const int MagicSize = 4;

    /// <summary>Whether times are finer than a microsecond. Known once a packet was read.</summary>
    public abstract bool IsNanoseconds { get; }

    /// <summary>Looks at the first bytes and picks the format.</summary>
    /// <exception cref="CaptureException">It is no capture, or its header is cut off or not supported.</exception>
    public static async ValueTask<CaptureReader> OpenAsync(CaptureSource source, CancellationToken cancellation)
    {
        byte[] magic = new byte[MagicSize];
        await source.ReadAsync(magic, "the first four bytes, which name the format", cancellation);
        uint little = BinaryPrimitives.ReadUInt32LittleEndian(magic);
        uint big = BinaryPrimitives.ReadUInt32BigEndian(magic);
        if (little == PcapNgReader.SectionHeader) return new PcapNgReader(source);
        bool isBigEndian = PcapReader.IsMagic(big);
        if (!isBigEndian && !PcapReader.IsMagic(little))
        {
            throw new CaptureException(0, $"{Convert.ToHexStringLower(magic)} begins neither pcap nor pcapng.");
        }

        return await PcapReader.OpenAsync(source, isBigEndian ? big : little, isBigEndian, cancellation);
    }

    /// <summary>Reads the next packet into <paramref name="destination"/>.</summary>
    /// <param name="destination">At least <see cref="PacketBytesMax"/> bytes.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Null at the end of the file.</returns>
    /// <exception cref="CaptureException">The file is cut off or corrupt here.</exception>
    public abstract ValueTask<CapturedPacket?> ReadAsync(Memory<byte> destination, CancellationToken cancellation);
}
