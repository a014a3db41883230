using System.Diagnostics;
using Beamer.Core;
using Beamer.Link.Linux;
using static Beamer.Link.Linux.LibC;

namespace Beamer.Link;

/// <summary>Receives the frames of one interface through memory shared with the kernel (AF_PACKET, TPACKET_V3).</summary>
/// <remarks>
/// <para>
/// One thread takes a block, rewrites its frames in place and releases it, one block at a time. Several rings with one
/// <see cref="PacketRingOptions.FanoutGroup"/> serve several threads.
/// </para>
/// <para>
/// Only frames addressed to this host's link address are seen: neither outgoing ones, nor those of a promiscuous
/// interface that somebody else will deliver. Needs CAP_NET_RAW. See <c>packet(7)</c> and packet_mmap in the kernel's
/// documentation.
/// </para>
/// </remarks>
public sealed unsafe class PacketRing : IPollable, IDisposable
{
    // Only a granularity of the sizes in the request: a frame takes what it needs, up to a whole block.
    private const int FrameGranularityBytes = 2048;

    private readonly FileDescriptor _socket;
    private readonly byte* _memory;
    private readonly int _blockBytes;
    private readonly int _blockCount;
    private readonly Lock _statisticsLock = new();
    private PacketRingStatistics _statistics;
    private int _next;
    private bool _held;

    private PacketRing(FileDescriptor socket, byte* memory, PacketRingOptions options)
    {
        _socket = socket;
        _memory = memory;
        _blockBytes = options.BlockBytes;
        _blockCount = options.BlockCount;
    }

    int IPollable.Descriptor => _socket.Number;

    /// <summary>Opens a ring. Frames arrive from the return of this call on, whole and each once.</summary>
    /// <exception cref="LinkException">No such interface, a privilege is missing, or memory is short.</exception>
    public static PacketRing Open(PacketRingOptions options)
    {
        Require(options);
        string operation = $"open the receive ring on {options.Interface}";
        int index = SocketOptions.InterfaceIndex(options.Interface);
        FileDescriptor socket = SocketOptions.Open(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, 0, operation);
        try
        {
            SocketOptions.AttachFilter(socket, PacketFilter.Nothing, operation);
            SocketOptions.Set(socket, SOL_PACKET, PACKET_VERSION, TPACKET_V3, operation);
            SocketOptions.Set(socket, SOL_PACKET, PACKET_RESERVE, options.HeadroomBytes, operation);
            SocketOptions.Set(socket, SOL_PACKET, PACKET_RX_RING, Request(options), operation);
            byte* memory = Map(socket, options, operation);
            SocketOptions.BindPacket(socket, index, (ushort)options.Protocol, operation);
            if (options.FanoutGroup is { } group)
                SocketOptions.Set(socket, SOL_PACKET, PACKET_FANOUT, group | (PACKET_FANOUT_HASH << 16), operation);
            SocketOptions.AttachFilter(socket, PacketFilter.ToThisHost, operation);
            return new PacketRing(socket, memory, options);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Takes the next block if the kernel has handed one over. Does not wait: see <see cref="PollSet"/>.</summary>
    /// <remarks>The block before must have been released.</remarks>
    public bool TryReceive(out PacketBlock block)
    {
        Debug.Assert(!_held, "Release the block before taking the next one.");
        var next = (tpacket_block_desc*)(_memory + ((long)_next * _blockBytes));
        // The status is written last by the kernel: after it reads as ours, so does the rest of the block.
        _held = (Volatile.Read(ref next->hdr.block_status) & TP_STATUS_USER) != 0;
        block = _held ? new PacketBlock(this, next) : default;
        return _held;
    }

    /// <summary>Reads what the kernel counted. Any thread; not for every packet, it is a system call.</summary>
    public PacketRingStatistics ReadStatistics()
    {
        lock (_statisticsLock)
        {
            tpacket_stats_v3 since;
            uint length = (uint)sizeof(tpacket_stats_v3);
            // Each read sets the kernel's counters back to zero.
            if (getsockopt(_socket.Number, SOL_PACKET, PACKET_STATISTICS, &since, &length) < 0) return _statistics;
            return _statistics = new PacketRingStatistics(
                _statistics.Received + since.tp_packets,
                _statistics.Dropped + since.tp_drops,
                _statistics.Frozen + since.tp_freeze_q_cnt);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_socket.IsClosed) return;
        // The ring lives until both the mapping and the descriptor are gone.
        _ = munmap(_memory, (nuint)_blockBytes * (nuint)_blockCount);
        _socket.Dispose();
    }

    internal void Release(tpacket_block_desc* block)
    {
        Debug.Assert(_held, "A block is released once.");
        _held = false;
        _next = (_next + 1) % _blockCount;
        Volatile.Write(ref block->hdr.block_status, TP_STATUS_KERNEL);
    }

    private static void Require(PacketRingOptions options)
    {
        Invariant.Require(int.IsPow2(options.BlockBytes) && options.BlockBytes >= 4096, "BlockBytes is a power of two");
        Invariant.Require(options.BlockCount >= 2, "BlockCount is 2 or more");
        Invariant.Require(options.RetireMilliseconds >= 1, "RetireMilliseconds is 1 or more");
        Invariant.Require(options.HeadroomBytes is >= 0 and <= 4096, "HeadroomBytes is 0 to 4,096");
    }

    private static tpacket_req3 Request(PacketRingOptions options) => new()
    {
        tp_block_size = (uint)options.BlockBytes,
        tp_block_nr = (uint)options.BlockCount,
        tp_frame_size = FrameGranularityBytes,
        tp_frame_nr = (uint)(options.BlockBytes / FrameGranularityBytes * options.BlockCount),
        tp_retire_blk_tov = (uint)options.RetireMilliseconds,
    };

    private static byte* Map(FileDescriptor socket, PacketRingOptions options, string operation)
    {
        nuint bytes = (nuint)options.BlockBytes * (nuint)options.BlockCount;
        byte* memory = mmap(null, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, socket, 0);
        return (nint)memory != -1 ? memory : throw LinkException.ForLastError(operation);
    }
}
