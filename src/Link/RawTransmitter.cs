using Beamer.Link.Linux;
using static Beamer.Link.Linux.LibC;

namespace Beamer.Link;

/// <summary>Sends whole IPv4 packets (IP_HDRINCL): the kernel routes them and resolves the next hop.</summary>
/// <remarks>
/// Costs about twice what <see cref="PacketTransmitter"/> does, and works on any topology. The destination is read from
/// the packet when it is enqueued. The kernel fills in the header checksum, the total length, and an identification of
/// 0 (<c>raw(7)</c>). Needs CAP_NET_RAW.
/// </remarks>
public sealed class RawTransmitter : IFrameTransmitter
{
    private const int SendBufferBytes = 4 << 20;
    private const int DestinationOffset = 16;

    private readonly FileDescriptor _socket;
    private readonly SendQueue _queue;

    private unsafe RawTransmitter(FileDescriptor socket)
    {
        _socket = socket;
        _queue = new SendQueue(socket.Number);
        for (int slot = 0; slot < SendQueue.Capacity; slot++)
        {
            _queue.Batch.Address(slot)->sin_family = AF_INET;
            _queue.Batch.Headers[slot].msg_hdr.msg_name = _queue.Batch.Address(slot);
            _queue.Batch.Headers[slot].msg_hdr.msg_namelen = (uint)sizeof(sockaddr_in);
        }
    }

    /// <inheritdoc/>
    public bool NeedsEthernetHeader => false;

    /// <inheritdoc/>
    public long Sent => _queue.Sent;

    /// <inheritdoc/>
    public long DroppedBusy => _queue.DroppedBusy;

    /// <inheritdoc/>
    public long DroppedRefused => _queue.DroppedRefused;

    /// <inheritdoc/>
    public int LastErrno => _queue.LastErrno;

    /// <summary>Opens a transmitter in the calling thread's network namespace.</summary>
    /// <exception cref="LinkException">CAP_NET_RAW is missing.</exception>
    public static RawTransmitter Open()
    {
        FileDescriptor socket = SocketOptions.Open(
            AF_INET, SOCK_RAW | SOCK_NONBLOCK, IPPROTO_RAW, "open a raw IPv4 socket for sending");
        try
        {
            SocketOptions.SetSendBuffer(socket, SendBufferBytes);
            return new RawTransmitter(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <remarks>The packet begins with its IPv4 header: at least 20 bytes.</remarks>
    public unsafe void Enqueue(PacketFrame frame, int offset, int length)
    {
        byte* packet = frame.At(offset, length);
        int slot = _queue.Add(packet, length);
        _queue.Batch.Address(slot)->sin_addr = *(uint*)(packet + DestinationOffset);
    }

    /// <inheritdoc/>
    public void Flush() => _queue.Flush();

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        _queue.Dispose();
    }
}
