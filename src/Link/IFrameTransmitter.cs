namespace Beamer.Link;

/// <summary>Sends packets in batches from the memory where they lie.</summary>
/// <remarks>
/// One thread. What is enqueued must stay as it is until <see cref="Flush"/> returns; <see cref="Enqueue"/> flushes by
/// itself when the queue is full. Nothing throws: what the kernel does not take is a counted drop.
/// </remarks>
public interface IFrameTransmitter : IDisposable
{
    /// <summary>Whether a packet begins with its Ethernet header (else with the IP header).</summary>
    bool NeedsEthernetHeader { get; }

    /// <summary>Packets that the kernel took.</summary>
    long Sent { get; }

    /// <summary>Packets dropped because the device or the socket buffer was full (ENOBUFS, EAGAIN).</summary>
    long DroppedBusy { get; }

    /// <summary>Packets dropped because the kernel refused them: too long, no route, link down.</summary>
    long DroppedRefused { get; }

    /// <summary>The error number of the last drop, 0 when there was none.</summary>
    int LastErrno { get; }

    /// <summary>Adds a packet to the queue.</summary>
    /// <param name="frame">The memory that holds it.</param>
    /// <param name="offset">Where in the frame's buffer the packet begins.</param>
    /// <param name="length">Bytes of the packet.</param>
    void Enqueue(PacketFrame frame, int offset, int length);

    /// <summary>Sends everything enqueued, up to 64 packets with one system call.</summary>
    void Flush();
}
