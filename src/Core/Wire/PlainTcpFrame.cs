using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Beamer.Core.Wire;

/// <summary>Nearly every frame: no VLAN tag, no IP option, no fragment, a whole TCP header, a right checksum.</summary>
/// <remarks>
/// Three numbers instead of a <see cref="PacketSummary"/>, so that they can stay in registers. What this accepts,
/// <see cref="FlowReader"/> accepts with the same values (a property says so); what it leaves, nobody has judged yet.
/// </remarks>
internal readonly struct PlainTcpFrame
{
    /// <summary>Where the IPv4 header of such a frame begins.</summary>
    public const int Offset = EthernetFrame.HeaderSize;

    private const int TcpStart = Offset + IPv4Header.MinimumSize;
    private const int HeadersSize = TcpStart + TcpHeader.MinimumSize;
    private const int HeadersInPacket = HeadersSize - Offset;

    // EtherType, then version and header length of the IPv4 header.
    private const uint IPv4WithoutOptions = ((uint)EthernetFrame.IPv4 << 16) | 0x4500;

    // "More fragments" and the fragment offset, and the protocol; not the time to live between them.
    private const uint WholeMask = 0x3fff00ff;

    private readonly uint _lengthAndClass;

    private PlainTcpFrame(ulong addresses, uint ports, uint lengthAndClass)
    {
        Addresses = addresses;
        Ports = ports;
        _lengthAndClass = lengthAndClass;
    }

    /// <summary>Source, then destination.</summary>
    public ulong Addresses { get; }

    /// <summary>Source, then destination.</summary>
    public uint Ports { get; }

    /// <summary>Bytes of the IPv4 packet.</summary>
    public int TotalLength => (int)(_lengthAndClass >> 16);

    /// <summary>Time to live as received.</summary>
    public byte TimeToLive => (byte)(_lengthAndClass >> 8);

    /// <summary>DSCP and ECN.</summary>
    public byte TypeOfService => (byte)_lengthAndClass;

    /// <summary>The service that the flow asks for.</summary>
    public ServiceKey Service => new(new IPv4Address((uint)Addresses), (ushort)Ports, TransportProtocol.Tcp);

    /// <summary>Reads the frame if it is one of these.</summary>
    /// <returns>False: read it with <see cref="FlowReader"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> frame, out PlainTcpFrame packet)
    {
        packet = default;
        if (frame.Length < HeadersSize) return false;
        ref byte start = ref MemoryMarshal.GetReference(frame);
        if ((NetworkOrder.Read32(in start, Offset - 2) & 0xffffff00) != IPv4WithoutOptions) return false;
        uint total = NetworkOrder.Read16(in start, Offset + 2);
        uint dataOffset = (uint)Unsafe.Add(ref start, TcpStart + 12) >> 4;
        if (total < HeadersInPacket || total > (uint)frame.Length - Offset) return false;
        if (dataOffset < 5 || dataOffset * 4 > total - IPv4Header.MinimumSize) return false;
        if ((NetworkOrder.Read32(in start, Offset + 6) & WholeMask) != (uint)TransportProtocol.Tcp) return false;
        ulong sum = (ulong)Native32(ref start, 0) + Native32(ref start, 4) + Native32(ref start, 8)
            + Native32(ref start, 12) + Native32(ref start, 16);
        if (InternetChecksum.Fold(sum) != 0xffff) return false;
        ulong addresses = NetworkOrder.Read64(in start, Offset + 12);
        uint ports = NetworkOrder.Read32(in start, TcpStart);
        uint source = (uint)(addresses >> 32);
        if ((source >> 24) - 1 >= 223 || source >> 24 == 127 || source == (uint)addresses) return false;
        if (ports >> 16 == 0) return false;
        uint timeToLive = Unsafe.Add(ref start, Offset + 8);
        packet = new PlainTcpFrame(
            addresses, ports, (total << 16) | (timeToLive << 8) | Unsafe.Add(ref start, Offset + 1));
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Native32(ref byte start, int offset) =>
        Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, Offset + offset));
}
