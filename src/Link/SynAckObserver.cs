using System.Buffers.Binary;
using Beamer.Core;
using Beamer.Link.Linux;
using static Beamer.Link.Linux.LibC;

namespace Beamer.Link;

/// <summary>Sees every SYN-ACK that this machine sends over IPv4, on every interface, SYN cookies included.</summary>
/// <remarks>
/// The kernel shows the initial sequence number of a half-open connection nowhere else. A BPF program in the kernel
/// lets nothing else through. One thread; nothing is allocated. Needs CAP_NET_RAW.
/// </remarks>
public sealed unsafe class SynAckObserver : IPollable, IDisposable
{
    private const int BatchSize = 64;
    private const int ReceiveBufferBytes = 4 << 20;
    private const int SegmentBytes = 128; // IPv4 with options and a TCP header: at most 120
    private const int TcpBytesMin = 20;

    private readonly FileDescriptor _socket;
    private readonly MessageBatch _received = new(BatchSize);
    private readonly PacketMemory _memory = new(BatchSize, headroomBytes: 0, SegmentBytes);
    private int _count;
    private long _missed;

    private SynAckObserver(FileDescriptor socket)
    {
        _socket = socket;
        for (int i = 0; i < BatchSize; i++)
        {
            _received.Vectors[i].iov_base = _memory.PacketAddress(i);
            _received.Vectors[i].iov_len = SegmentBytes;
        }
    }

    int IPollable.Descriptor => _socket.Number;

    /// <summary>Starts to observe, in the calling thread's network namespace.</summary>
    /// <exception cref="LinkException">CAP_NET_RAW is missing.</exception>
    public static SynAckObserver Open()
    {
        const string operation = "observe outgoing SYN-ACKs";
        FileDescriptor socket = SocketOptions.Open(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK, 0, operation);
        try
        {
            SocketOptions.AttachFilter(socket, PacketFilter.OutgoingSynAck, operation);
            SocketOptions.SetReceiveBuffer(socket, ReceiveBufferBytes);
            SocketOptions.BindPacket(socket, interfaceIndex: 0, ETH_P_ALL, operation);
            return new SynAckObserver(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Fetches what was seen, without waiting; what the call before fetched is gone.</summary>
    /// <returns>Number of entries, 0 to 64. Call until it is 0 before a batch of ingress is decided.</returns>
    public int Receive() => _count = _received.Receive(_socket.Number);

    /// <summary>Reads an entry of the last <see cref="Receive"/>.</summary>
    /// <param name="index">0 to the number received - 1.</param>
    /// <param name="synAck">What was sent.</param>
    /// <returns>False for a segment that is cut short, which the kernel never sends.</returns>
    public bool TryRead(int index, out SynAck synAck)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_count);
        uint received = Math.Min(_received.Headers[index].msg_len, SegmentBytes);
        ReadOnlySpan<byte> packet = _memory.Frame(index, (int)received).Packet;
        synAck = default;
        int header = packet.IsEmpty ? 0 : (packet[0] & 0xf) * 4;
        if (header < 20 || packet.Length < header + TcpBytesMin) return false;
        ReadOnlySpan<byte> tcp = packet[header..];
        var answer = new Flow(
            IPv4Address.Read(packet[12..]),
            IPv4Address.Read(packet[16..]),
            BinaryPrimitives.ReadUInt16BigEndian(tcp),
            BinaryPrimitives.ReadUInt16BigEndian(tcp[2..]),
            TransportProtocol.Tcp);
        synAck = new SynAck(answer.Reversed(), BinaryPrimitives.ReadUInt32BigEndian(tcp[4..]));
        return true;
    }

    /// <summary>
    /// SYN-ACKs missed because we did not fetch them in time. A system call, for the loop's own thread.
    /// </summary>
    public long ReadMissed()
    {
        tpacket_stats since;
        uint length = (uint)sizeof(tpacket_stats);
        if (getsockopt(_socket.Number, SOL_PACKET, PACKET_STATISTICS, &since, &length) == 0) _missed += since.tp_drops;
        return _missed;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_socket.IsClosed) return;
        _socket.Dispose();
        _received.Dispose();
        _memory.Dispose();
    }
}
