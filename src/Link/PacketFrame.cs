using System.Diagnostics;

namespace Beamer.Link;

/// <summary>One packet in memory that the kernel can send from: it does not move, and has room in front.</summary>
/// <remarks>
/// <para>
/// <see cref="Buffer"/> is all of it: first the headroom, then from <see cref="Start"/> on <see cref="Length"/> bytes
/// of packet. Headers are put into the headroom and the result is sent from where it lies; nothing is copied.
/// </para>
/// <para>
/// Ownership: the memory belongs to whoever gave the frame (a ring's block, a batch of datagrams, a
/// <see cref="PacketMemory"/>). It may be read, changed and enqueued for sending until that owner takes it back
/// (<see cref="PacketBlock.Release"/>, the next <see cref="UdpEndpoint.Receive"/>, dispose), and an enqueued frame
/// must have been flushed by then. A frame is a <c>ref struct</c>: keeping it longer does not compile.
/// </para>
/// </remarks>
public readonly unsafe ref struct PacketFrame
{
    private readonly byte* _buffer;
    private readonly int _size;

    internal PacketFrame(byte* buffer, int size, int start, int length, PacketFrameFlags flags = 0, uint vlan = 0)
    {
        _buffer = buffer;
        _size = size;
        Start = start;
        Length = length;
        Flags = flags;
        Vlan = vlan;
    }

    /// <summary>Headroom and packet. For frames of a <see cref="PacketMemory"/> also the room behind.</summary>
    public Span<byte> Buffer => new(_buffer, _size);

    /// <summary>Offset in <see cref="Buffer"/> of the first byte received, at least the headroom asked for.</summary>
    public int Start { get; }

    /// <summary>Bytes received, from <see cref="Start"/> on.</summary>
    public int Length { get; }

    /// <summary>What the kernel says about the packet.</summary>
    public PacketFrameFlags Flags { get; }

    /// <summary>The packet without its headroom.</summary>
    public Span<byte> Packet => new(_buffer + Start, Length);

    /// <summary>
    /// The stripped VLAN tag's control information (priority, drop eligible, id); see <see cref="Flags"/>.
    /// </summary>
    public ushort VlanControl => (ushort)Vlan;

    /// <summary>The stripped VLAN tag's EtherType: 0x8100, or 0x88A8 (IEEE 802.1ad).</summary>
    public ushort VlanEtherType => (ushort)(Vlan >> 16);

    private uint Vlan { get; }

    /// <summary>Address of a part of the buffer, for the kernel.</summary>
    internal byte* At(int offset, int length)
    {
        Debug.Assert(offset >= 0 && length >= 0 && offset + length <= _size, "Part lies outside of the frame.");
        return _buffer + offset;
    }
}
