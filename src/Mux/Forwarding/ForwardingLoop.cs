using Beamer.Core;
using Beamer.Core.Forwarding;
using Beamer.Core.Wire;
using Beamer.Link;
using Beamer.Mux.Tables;

namespace Beamer.Mux.Forwarding;

/// <summary>One worker: takes frames from its ring, wraps them where they lie, sends and counts them.</summary>
/// <remarks>One thread. Per packet: no allocation, no lock, no exception, no log, no clock.</remarks>
internal sealed class ForwardingLoop : IDisposable
{
    private const int IdleMilliseconds = 100;

    private readonly PacketRing _ring;
    private readonly IFrameTransmitter _transmitter;
    private readonly byte[] _linkAddress;
    private readonly PollSet _poll;
    private readonly ForwardingBlock _packets;
    private long _transmitFailures;
    private long _turns;

    /// <param name="ring">Where frames come from; the loop disposes of it.</param>
    /// <param name="transmitter">Where they go; the loop disposes of it.</param>
    /// <param name="live">The table in force.</param>
    /// <param name="linkAddress">The interface's own, 6 bytes; for frames that need an Ethernet header.</param>
    public ForwardingLoop(PacketRing ring, IFrameTransmitter transmitter, LiveTable live, byte[] linkAddress)
    {
        _ring = ring;
        _transmitter = transmitter;
        Reader = new TableReader(live);
        _linkAddress = linkAddress;
        _poll = new PollSet(ring);
        _packets = new ForwardingBlock(PacketRing.BlockFramesMax, Counters);
    }

    /// <summary>Which table this worker's batch reads.</summary>
    public TableReader Reader { get; }

    /// <summary>What this worker has done. Any thread may read.</summary>
    public MuxCounters Counters { get; } = new();

    /// <summary>Grows at least ten times a second while this worker lives. Any thread.</summary>
    public long Turns => Volatile.Read(ref _turns);

    /// <summary>Frames that the kernel lost because this worker was too slow. Any thread; a system call.</summary>
    public long ReceiveOverruns() => _ring.ReadStatistics().Dropped;

    /// <summary>Forwards until cancelled.</summary>
    public void Run(CancellationToken cancellation)
    {
        using CancellationTokenRegistration wake = cancellation.Register(_poll.Wake);
        while (!cancellation.IsCancellationRequested)
        {
            if (!Step()) _poll.Wait(IdleMilliseconds);
            Volatile.Write(ref _turns, _turns + 1);
        }
    }

    /// <summary>Forwards the frames that are there.</summary>
    /// <returns>False when there were none.</returns>
    public bool Step()
    {
        if (!_ring.TryReceive(out PacketBlock block)) return false;
        if (Reader.Begin() is { } table)
        {
            Plan(block, table);
            Forward(block);
        }
        else
        {
            foreach (PacketFrame frame in block) Counters.Count(ForwardingResult.Passed, frame.Length);
        }

        Reader.End();
        _transmitter.Flush();
        block.Release();
        long failures = _transmitter.DroppedBusy + _transmitter.DroppedRefused;
        Counters.EndBatch(failures - _transmitFailures);
        _transmitFailures = failures;
        return true;
    }

    public void Dispose()
    {
        _poll.Dispose();
        _transmitter.Dispose();
        _ring.Dispose();
    }

    /// <summary>Reads every frame and asks for its row's memory, which arrives meanwhile.</summary>
    private void Plan(PacketBlock block, ForwardingTable table)
    {
        _packets.Begin(table);
        foreach (PacketFrame frame in block)
        {
            if ((frame.Flags & PacketFrameFlags.ChecksumUnfinished) != 0) CompleteChecksum(frame);
            _packets.Read(frame.Buffer, frame.Start, frame.Length);
        }

        _packets.Place<CachePrefetch>();
        _packets.Compose();
    }

    private void Forward(PacketBlock block)
    {
        int i = 0;
        bool needsLink = _transmitter.NeedsEthernetHeader;
        Span<byte> memory = stackalloc byte[LinkHeader.SizeMax];
        foreach (PacketFrame frame in block)
        {
            LinkHeader link = needsLink ? LinkHeader.Back(frame, _linkAddress, memory) : default;
            OuterPacket outer = _packets.Wrap(i++, frame.Buffer);
            if (!outer.IsForwarded) continue;
            int offset = outer.Offset - link.Length;
            link.Write(frame.Buffer[offset..]);
            _transmitter.Enqueue(frame, offset, link.Length + outer.Length);
        }
    }

    /// <summary>A packet born on this machine waits for a card to sum it; inside a tunnel none will.</summary>
    private static void CompleteChecksum(PacketFrame frame)
    {
        if (EthernetFrame.TryRead(frame.Packet, out EthernetFrame ethernet, out DropReason _))
        {
            InternetChecksum.CompleteTransportChecksum(frame.Packet[ethernet.PayloadOffset..]);
        }
    }
}
