using Beamer.Core;
using Beamer.Link.Linux;
using static Beamer.Link.Linux.LibC;

namespace Beamer.Link;

/// <summary>Receives and sends UDP datagrams in batches, with room in front of each and without copying.</summary>
/// <remarks>
/// <para>One thread. Receiving needs no privilege. Outer datagrams leave with DF set and without a UDP checksum.</para>
/// <para>
/// What is sent here leaves with this socket's port as its source. To keep a flow's own source port, write the outer
/// headers into the headroom and use a <see cref="RawTransmitter"/>.
/// </para>
/// </remarks>
public sealed unsafe class UdpEndpoint : IPollable, IDisposable
{
    private readonly FileDescriptor _socket;
    private readonly MessageBatch _received;
    private readonly PacketMemory _memory;
    private readonly SendQueue _queue;
    private readonly int _datagramBytes;
    private int _count;
    private uint _overrunsSeen;

    private UdpEndpoint(FileDescriptor socket, UdpEndpointOptions options)
    {
        _socket = socket;
        _received = new MessageBatch(options.BatchSize);
        _memory = new PacketMemory(options.BatchSize, options.HeadroomBytes, options.DatagramBytes);
        _datagramBytes = options.DatagramBytes;
        _queue = new SendQueue(socket.Number);
        LocalPort = UdpSocket.LocalPort(socket);
        PrepareReceiving();
        PrepareSending();
    }

    /// <summary>The port that the socket is bound to.</summary>
    public ushort LocalPort { get; }

    /// <summary>
    /// Datagrams that the kernel dropped because we did not fetch them in time. Rises with the next receive.
    /// </summary>
    public long ReceiveOverruns { get; private set; }

    /// <summary>Datagrams that the kernel took for sending.</summary>
    public long Sent => _queue.Sent;

    /// <summary>Datagrams not sent because the socket buffer was full.</summary>
    public long DroppedBusy => _queue.DroppedBusy;

    /// <summary>Datagrams not sent because the kernel refused them: too long, no route.</summary>
    public long DroppedRefused => _queue.DroppedRefused;

    int IPollable.Descriptor => _socket.Number;

    /// <summary>Opens and binds the socket in the calling thread's network namespace.</summary>
    /// <exception cref="LinkException">The port is in use, or the address is not of this machine.</exception>
    public static UdpEndpoint Open(UdpEndpointOptions options)
    {
        Invariant.Require(options.BatchSize is >= 1 and <= 1024, "BatchSize is 1 to 1,024");
        FileDescriptor socket = UdpSocket.Open(options);
        try
        {
            return new UdpEndpoint(socket, options);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Fetches the datagrams that wait, without waiting itself; those of the call before are gone.</summary>
    /// <returns>Number of datagrams, 0 to the batch size. Read each with <see cref="Datagram"/>.</returns>
    public int Receive()
    {
        for (int i = 0; i < _count; i++) PrepareSlot(i);
        _count = _received.Receive(_socket.Number);
        if (_count > 0) CountOverruns();
        return _count;
    }

    /// <summary>
    /// Leaves a shared port: what comes from now on goes to the others that share it. What waits here can still be
    /// fetched, so that nothing is lost when this process hands over to another.
    /// </summary>
    /// <exception cref="LinkException">The kernel refuses.</exception>
    public void StopReceiving() => UdpSocket.Seclude(_socket);

    /// <summary>A datagram of the last <see cref="Receive"/>.</summary>
    /// <param name="index">0 to the number received - 1.</param>
    public UdpDatagram Datagram(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_count);
        mmsghdr* message = _received.Headers + index;
        sockaddr_in* source = _received.Address(index);
        var control = UdpControl.Read(&message->msg_hdr);
        bool truncated = (message->msg_hdr.msg_flags & MSG_TRUNC) != 0;
        PacketFrameFlags flags = truncated ? PacketFrameFlags.Truncated : PacketFrameFlags.None;
        PacketFrame frame = _memory.Frame(index, (int)message->msg_len, flags);
        return new UdpDatagram(frame, NetworkOrder.ToAddress(source->sin_addr), NetworkOrder.ToPort(source->sin_port))
        {
            Destination = NetworkOrder.ToAddress(control.DestinationAddress),
            TypeOfService = control.TypeOfService,
        };
    }

    /// <summary>Adds a datagram to the send queue. It lies in the frame until <see cref="Flush"/>.</summary>
    /// <param name="frame">The memory that holds it.</param>
    /// <param name="offset">Where in the frame's buffer the payload begins.</param>
    /// <param name="length">Bytes of the payload.</param>
    /// <param name="address">Destination address.</param>
    /// <param name="port">Destination port.</param>
    /// <param name="typeOfService">DSCP and ECN of the outer header.</param>
    public void Enqueue(
        PacketFrame frame, int offset, int length, IPv4Address address, ushort port, byte typeOfService = 0)
    {
        int slot = _queue.Add(frame.At(offset, length), length);
        _queue.Batch.Address(slot)->sin_addr = NetworkOrder.From(address);
        _queue.Batch.Address(slot)->sin_port = NetworkOrder.From(port);
        UdpControl.WriteTypeOfService(_queue.Batch.Control(slot), typeOfService);
    }

    /// <summary>Sends everything enqueued.</summary>
    public void Flush() => _queue.Flush();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_socket.IsClosed) return;
        _socket.Dispose();
        _received.Dispose();
        _memory.Dispose();
        _queue.Dispose();
    }

    private void PrepareReceiving()
    {
        for (int i = 0; i < _received.Capacity; i++)
        {
            _received.Vectors[i].iov_base = _memory.PacketAddress(i);
            _received.Vectors[i].iov_len = (nuint)_datagramBytes;
            _received.Headers[i].msg_hdr.msg_name = _received.Address(i);
            _received.Headers[i].msg_hdr.msg_control = _received.Control(i);
            PrepareSlot(i);
        }
    }

    /// <summary>The kernel writes what it used into the fields that say how much there is.</summary>
    private void PrepareSlot(int index)
    {
        _received.Headers[index].msg_hdr.msg_namelen = (uint)sizeof(sockaddr_in);
        _received.Headers[index].msg_hdr.msg_controllen = MessageBatch.ControlBytes;
    }

    private void PrepareSending()
    {
        for (int slot = 0; slot < SendQueue.Capacity; slot++)
        {
            ref msghdr message = ref _queue.Batch.Headers[slot].msg_hdr;
            _queue.Batch.Address(slot)->sin_family = AF_INET;
            message.msg_name = _queue.Batch.Address(slot);
            message.msg_namelen = (uint)sizeof(sockaddr_in);
            message.msg_control = _queue.Batch.Control(slot);
            message.msg_controllen = UdpControl.OneIntBytes;
        }
    }

    private void CountOverruns()
    {
        var control = UdpControl.Read(&_received.Headers[_count - 1].msg_hdr);
        if (!control.HasOverruns) return;
        // The kernel counts in 32 bits; the difference survives the wrap.
        ReceiveOverruns += control.Overruns - _overrunsSeen;
        _overrunsSeen = control.Overruns;
    }
}
