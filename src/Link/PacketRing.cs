using System.Diagnostics;
using Beamer.Core;
using Beamer.Link.Linux;
using static Beamer.Link.Linux.LibC;

namespace Beamer.Link;

/// <summary>
/// Receives the frames of one interface through memory shared with the kernel (AF_PACKET, TPACKET_V2).
/// </summary>
/// <remarks>
/// <para>
/// One thread takes a block, rewrites its frames in place and releases it, one block at a time. Several rings with one
/// <see cref="PacketRingOptions.FanoutGroup"/> serve several threads.
/// </para>
/// <para>
/// Version 2 of the ring, where the kernel hands over each frame at once. Version 3 hands over blocks: on a link that
/// is not busy a frame would wait for a millisecond until its block is given up.
/// </para>
/// <para>
/// Only frames addressed to this host's link address are seen: neither outgoing ones, nor those of a promiscuous
/// interface that somebody else will deliver. Needs CAP_NET_RAW. See <c>packet(7)</c> and packet_mmap in the kernel's
/// documentation.
/// </para>
/// </remarks>
public sealed unsafe class PacketRing : IPollable, IDisposable
{
    /// <summary>Most frames of one block: as many as a transmitter sends with one system call.</summary>
    public const int BlockFramesMax = SendQueue.Capacity;

    private const int MemoryBlockBytes = 64 << 10;
    private const int SlotBytesMax = MemoryBlockBytes;
    private const int RingBytesMax = 1 << 30;

    private readonly FileDescriptor _socket;
    private readonly byte* _memory;
    private readonly int _slotMask;
    private readonly Lock _statisticsLock = new();
    private PacketRingStatistics _statistics;
    private int _next;
    private bool _held;

    private PacketRing(FileDescriptor socket, byte* memory, PacketRingOptions options)
    {
        _socket = socket;
        _memory = memory;
        SlotBytes = options.SlotBytes;
        _slotMask = options.SlotCount - 1;
    }

    internal int SlotBytes { get; }

    int IPollable.Descriptor => _socket.Number;

    /// <summary>Opens a ring. Frames arrive from the return of this call on, whole and each once.</summary>
    /// <exception cref="LinkException">No such interface, a privilege is missing, or memory is short.</exception>
    public static PacketRing Open(PacketRingOptions options)
    {
        Require(options);
        string operation = $"open the receive ring on {options.Interface}";
        int index = SocketOptions.InterfaceIndex(options.Interface);
        FileDescriptor socket = SocketOptions.Open(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, 0, operation);
        PacketRing? ring = null;
        try
        {
            SocketOptions.AttachFilter(socket, PacketFilter.Nothing, operation);
            SocketOptions.Set(socket, SOL_PACKET, PACKET_VERSION, TPACKET_V2, operation);
            SocketOptions.Set(socket, SOL_PACKET, PACKET_RESERVE, options.HeadroomBytes, operation);
            SocketOptions.Set(socket, SOL_PACKET, PACKET_RX_RING, Request(options), operation);
            ring = new PacketRing(socket, Map(socket, options, operation), options);
            SocketOptions.BindPacket(socket, index, (ushort)options.Protocol, operation);
            if (options.FanoutGroup is { } group)
                SocketOptions.Set(socket, SOL_PACKET, PACKET_FANOUT, group | (PACKET_FANOUT_HASH << 16), operation);
            SocketOptions.AttachFilter(socket, PacketFilter.ToThisHost, operation);
            return ring;
        }
        catch
        {
            ring?.Dispose();
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Takes the frames that are ready, if any. Does not wait: see <see cref="PollSet"/>.</summary>
    /// <remarks>The block before must have been released.</remarks>
    public bool TryReceive(out PacketBlock block)
    {
        Debug.Assert(!_held, "Release the block before taking the next one.");
        int count = 0;
        // The status is written last by the kernel: after it reads as ours, so does the rest of the frame.
        while (count < BlockFramesMax && (Volatile.Read(ref Slot(count)->tp_status) & TP_STATUS_USER) != 0) count++;
        _held = count > 0;
        block = _held ? new PacketBlock(this, count) : default;
        return _held;
    }

    /// <summary>Reads what the kernel counted. Any thread; not for every packet, it is a system call.</summary>
    public PacketRingStatistics ReadStatistics()
    {
        lock (_statisticsLock)
        {
            tpacket_stats since;
            uint length = (uint)sizeof(tpacket_stats);
            // Each read sets the kernel's counters back to zero.
            if (getsockopt(_socket.Number, SOL_PACKET, PACKET_STATISTICS, &since, &length) < 0) return _statistics;
            return _statistics = new PacketRingStatistics(
                _statistics.Received + since.tp_packets,
                _statistics.Dropped + since.tp_drops);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_socket.IsClosed) return;
        // The ring lives until both the mapping and the descriptor are gone.
        _ = munmap(_memory, (nuint)SlotBytes * (nuint)(_slotMask + 1));
        _socket.Dispose();
    }

    /// <summary>A slot, counted from the first one that was not released.</summary>
    internal tpacket2_hdr* Slot(int offset) =>
        (tpacket2_hdr*)(_memory + ((long)((_next + offset) & _slotMask) * SlotBytes));

    internal void Release(int count)
    {
        Debug.Assert(_held, "A block is released once.");
        for (int i = 0; i < count; i++) Volatile.Write(ref Slot(i)->tp_status, TP_STATUS_KERNEL);
        _next = (_next + count) & _slotMask;
        _held = false;
    }

    private static void Require(PacketRingOptions options)
    {
        Invariant.Require(
            int.IsPow2(options.SlotBytes) && options.SlotBytes is >= 256 and <= SlotBytesMax,
            "SlotBytes is a power of two from 256 to 65,536");
        Invariant.Require(
            int.IsPow2(options.SlotCount) && options.SlotCount >= BlockFramesMax,
            "SlotCount is a power of two, 64 or more");
        Invariant.Require(
            (long)options.SlotBytes * options.SlotCount <= RingBytesMax, "SlotBytes times SlotCount is 1 GiB at most");
        Invariant.Require(options.HeadroomBytes is >= 0 and <= 4096, "HeadroomBytes is 0 to 4,096");
    }

    private static tpacket_req Request(PacketRingOptions options)
    {
        int bytes = options.SlotBytes * options.SlotCount;
        int blockBytes = Math.Min(MemoryBlockBytes, bytes);
        return new tpacket_req
        {
            tp_block_size = (uint)blockBytes,
            tp_block_nr = (uint)(bytes / blockBytes),
            tp_frame_size = (uint)options.SlotBytes,
            tp_frame_nr = (uint)options.SlotCount,
        };
    }

    private static byte* Map(FileDescriptor socket, PacketRingOptions options, string operation)
    {
        nuint bytes = (nuint)options.SlotBytes * (nuint)options.SlotCount;
        byte* memory = mmap(null, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, socket, 0);
        return (nint)memory != -1 ? memory : throw LinkException.ForLastError(operation);
    }
}
