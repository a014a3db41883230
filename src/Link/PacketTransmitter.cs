using Beamer.Link.Linux;
using static Beamer.Link.Linux.LibC;

namespace Beamer.Link;

/// <summary>Sends Ethernet frames out of one interface, past its queueing discipline (PACKET_QDISC_BYPASS).</summary>
/// <remarks>
/// The cheapest way out of user space. The caller has written both link addresses. Needs CAP_NET_RAW.
/// </remarks>
public sealed class PacketTransmitter : IFrameTransmitter
{
    private const int SendBufferBytes = 4 << 20;

    private readonly FileDescriptor _socket;
    private readonly SendQueue _queue;

    private PacketTransmitter(FileDescriptor socket)
    {
        _socket = socket;
        _queue = new SendQueue(socket.Number);
    }

    /// <inheritdoc/>
    public bool NeedsEthernetHeader => true;

    /// <inheritdoc/>
    public long Sent => _queue.Sent;

    /// <inheritdoc/>
    public long DroppedBusy => _queue.DroppedBusy;

    /// <inheritdoc/>
    public long DroppedRefused => _queue.DroppedRefused;

    /// <inheritdoc/>
    public int LastErrno => _queue.LastErrno;

    /// <summary>Opens a transmitter on an interface of the calling thread's network namespace.</summary>
    /// <exception cref="LinkException">No such interface, or CAP_NET_RAW is missing.</exception>
    public static PacketTransmitter Open(string interfaceName)
    {
        string operation = $"open a packet socket for sending on {interfaceName}";
        int index = SocketOptions.InterfaceIndex(interfaceName);
        FileDescriptor socket = SocketOptions.Open(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, 0, operation);
        try
        {
            SocketOptions.BindPacket(socket, index, protocol: 0, operation);
            SocketOptions.Set(socket, SOL_PACKET, PACKET_QDISC_BYPASS, 1, operation);
            SocketOptions.SetSendBuffer(socket, SendBufferBytes);
            return new PacketTransmitter(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public unsafe void Enqueue(PacketFrame frame, int offset, int length) =>
        _queue.Add(frame.At(offset, length), length);

    /// <inheritdoc/>
    public void Flush() => _queue.Flush();

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        _queue.Dispose();
    }
}
