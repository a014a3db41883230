using System.Runtime.InteropServices;
using Beamer.Core;

namespace Beamer.Link;

/// <summary>
/// A fixed number of equal packet buffers in memory that does not move: for packets we make ourselves.
/// </summary>
/// <remarks>Any one thread at a time. A frame of it is valid until <see cref="Dispose"/>.</remarks>
public sealed unsafe class PacketMemory : IDisposable
{
    private byte* _memory;

    /// <summary>Allocates zeroed buffers.</summary>
    /// <param name="count">Number of buffers, 1 or more.</param>
    /// <param name="headroomBytes">Bytes in front of each packet.</param>
    /// <param name="packetBytes">Bytes that each packet may have.</param>
    public PacketMemory(int count, int headroomBytes, int packetBytes)
    {
        Invariant.Require(count > 0 && headroomBytes >= 0 && packetBytes > 0, "Packet memory has a positive size");
        Count = count;
        HeadroomBytes = headroomBytes;
        // A multiple of the cache line, so that two buffers never share one.
        BufferBytes = (headroomBytes + packetBytes + 63) & ~63;
        _memory = (byte*)NativeMemory.AlignedAlloc((nuint)count * (nuint)BufferBytes, 64);
        NativeMemory.Clear(_memory, (nuint)count * (nuint)BufferBytes);
    }

    /// <summary>Number of buffers.</summary>
    public int Count { get; }

    /// <summary>Bytes in front of each packet.</summary>
    public int HeadroomBytes { get; }

    /// <summary>Bytes of each buffer, headroom included.</summary>
    public int BufferBytes { get; }

    /// <summary>The buffer as a packet of the given length that begins after the headroom.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <param name="length">
    /// Bytes of the packet, at most <see cref="BufferBytes"/> - <see cref="HeadroomBytes"/>.
    /// </param>
    public PacketFrame Frame(int index, int length) => Frame(index, length, PacketFrameFlags.None);

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
    }

    internal PacketFrame Frame(int index, int length, PacketFrameFlags flags)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)(BufferBytes - HeadroomBytes));
        return new PacketFrame(_memory + ((long)index * BufferBytes), BufferBytes, HeadroomBytes, length, flags);
    }

    internal byte* PacketAddress(int index) => _memory + ((long)index * BufferBytes) + HeadroomBytes;
}
