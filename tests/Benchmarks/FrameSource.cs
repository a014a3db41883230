using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Beamer.Core;
using Beamer.Core.Wire;

namespace Beamer.Tests.Benchmarks;

/// <summary>Plays the receive ring: hands over blocks of equal frames, one flow after the other.</summary>
internal sealed class FrameSource
{
    public const int Headroom = 128;
    public const int Buffers = 64;
    private const int HeadersLength = 64;
    private const int IPv4Offset = EthernetFrame.HeaderSize;

    private readonly byte[] _memory;
    private readonly byte[] _template = new byte[HeadersLength];
    private readonly ulong[] _senders;

    /// <param name="destination">The VIP; port 80.</param>
    /// <param name="flows">A power of two.</param>
    /// <param name="frameLength">Bytes of each frame, 64 or more.</param>
    public FrameSource(IPv4Address destination, int flows, int frameLength = HeadersLength)
    {
        FrameLength = frameLength;
        BufferSize = (Headroom + frameLength + 255) & ~255;
        _memory = GC.AllocateArray<byte>(Buffers * BufferSize, pinned: true);
        WriteTemplate(destination);
        _senders = new ulong[flows];
        var random = new Random(1);
        for (int i = 0; i < flows; i++)
        {
            uint address = (10u << 24) | (uint)random.Next(1 << 24);
            var port = (ushort)random.Next(1024, 65536);
            Span<byte> packet = _template.AsSpan(IPv4Offset);
            BinaryPrimitives.WriteUInt32BigEndian(packet[12..], address);
            BinaryPrimitives.WriteUInt16BigEndian(packet[10..], 0);
            ushort checksum = InternetChecksum.Compute(packet[..20]);
            _senders[i] = ((ulong)address << 32) | ((ulong)checksum << 16) | port;
        }
    }

    /// <summary>Bytes of each frame.</summary>
    public int FrameLength { get; }

    /// <summary>Bytes of each buffer.</summary>
    public int BufferSize { get; }

    /// <summary>All buffers, one after the other. They do not move.</summary>
    public byte[] Memory => _memory;

    /// <summary>Writes the headers of the next block of frames.</summary>
    /// <param name="number">The number of its first frame.</param>
    public void Receive(int number)
    {
        for (int i = 0; i < Buffers; i++)
        {
            Span<byte> frame = Buffer(i).Slice(Headroom, HeadersLength);
            _template.CopyTo(frame);
            ulong sender = _senders[(number + i) & (_senders.Length - 1)];
            BinaryPrimitives.WriteUInt16BigEndian(frame[24..], (ushort)(sender >> 16));
            BinaryPrimitives.WriteUInt32BigEndian(frame[26..], (uint)(sender >> 32));
            BinaryPrimitives.WriteUInt16BigEndian(frame[34..], (ushort)sender);
        }
    }

    /// <summary>A buffer of the block; its frame begins behind <see cref="Headroom"/> bytes.</summary>
    /// <remarks>As a ring hands it out: an address and a length, nothing checked.</remarks>
    public Span<byte> Buffer(int index) => MemoryMarshal.CreateSpan(
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_memory), index * BufferSize), BufferSize);

    private void WriteTemplate(IPv4Address destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_template.AsSpan(12), EthernetFrame.IPv4);
        Span<byte> packet = _template.AsSpan(IPv4Offset);
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)(FrameLength - IPv4Offset));
        packet[8] = 64;
        packet[9] = (byte)TransportProtocol.Tcp;
        destination.Write(packet[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(packet[22..], 80);
        packet[32] = 5 << 4;
        packet[33] = (byte)TcpFlags.Ack;
    }
}
