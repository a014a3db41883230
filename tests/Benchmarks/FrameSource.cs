using System.Buffers.Binary;
using Beamer.Core;
using Beamer.Core.Wire;

namespace Beamer.Tests.Benchmarks;

/// <summary>Plays the receive ring: hands over blocks of frames of 64 bytes, one flow after the other.</summary>
internal sealed class FrameSource
{
    public const int Headroom = 128;
    public const int FrameLength = 64;
    public const int Buffers = 64;
    private const int BufferSize = 256;
    private const int IPv4Offset = EthernetFrame.HeaderSize;

    private readonly byte[] _memory = new byte[Buffers * BufferSize];
    private readonly byte[] _template = new byte[FrameLength];
    private readonly ulong[] _senders;

    /// <param name="destination">The VIP; port 80.</param>
    /// <param name="flows">A power of two.</param>
    public FrameSource(IPv4Address destination, int flows)
    {
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

    /// <summary>Writes the next block of frames.</summary>
    /// <param name="number">The number of its first frame.</param>
    public void Receive(int number)
    {
        for (int i = 0; i < Buffers; i++)
        {
            Span<byte> frame = Buffer(i).Slice(Headroom, FrameLength);
            _template.AsSpan(0, FrameLength).CopyTo(frame);
            ulong sender = _senders[(number + i) & (_senders.Length - 1)];
            BinaryPrimitives.WriteUInt16BigEndian(frame[24..], (ushort)(sender >> 16));
            BinaryPrimitives.WriteUInt32BigEndian(frame[26..], (uint)(sender >> 32));
            BinaryPrimitives.WriteUInt16BigEndian(frame[34..], (ushort)sender);
        }
    }

    /// <summary>A buffer of the block; its frame begins behind <see cref="Headroom"/> bytes.</summary>
    public Span<byte> Buffer(int index) => _memory.AsSpan(index * BufferSize, BufferSize);

    private void WriteTemplate(IPv4Address destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_template.AsSpan(12), EthernetFrame.IPv4);
        Span<byte> packet = _template.AsSpan(IPv4Offset);
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], FrameLength - IPv4Offset);
        packet[8] = 64;
        packet[9] = (byte)TransportProtocol.Tcp;
        destination.Write(packet[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(packet[22..], 80);
        packet[32] = 5 << 4;
        packet[33] = (byte)TcpFlags.Ack;
    }
}
