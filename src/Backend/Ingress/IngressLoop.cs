using Beamer.Backend.Connections;
using Beamer.Core;
using Beamer.Core.Announcing;
using Beamer.Core.Chaining;
using Beamer.Core.Wire;
using Beamer.Link;

namespace Beamer.Backend.Ingress;

/// <summary>
/// Receives what MUXes and peers send, and delivers it to the local stack or sends it on. One thread.
/// </summary>
/// <remarks>
/// What is sent on leaves through a raw socket and not through the UDP socket, because the outer source port must stay
/// the flow's: routers spread by it, and a flow whose packets take two ways arrives out of order.
/// </remarks>
internal sealed class IngressLoop(
    AgentSockets sockets, AgentState state, KernelConnections connections, IngressCounters counters, TimeProvider time)
{
    /// <summary>Batches after the end was called for: what waits in the socket, but not what comes for ever.</summary>
    private const int LastBatchesMax = 256;

    private const int WaitMilliseconds = 100;

    /// <summary>A MUX probes each second: three times without a word, and it is forgotten.</summary>
    private const int MuxMemorySeconds = 3;

    private readonly DatagramHandler _handler =
        new(connections, new MuxSightings(MuxMemorySeconds * time.TimestampFrequency));
    private long _overrunsSeen;
    private long _refusalsSeen;
    private long _toPrevious;
    private long _byOwnRow;

    /// <summary>Loops until cancelled, then handles what the socket still holds.</summary>
    internal void Run(CancellationToken cancellation)
    {
        using PollSet poll = new(sockets.Udp);
        while (!cancellation.IsCancellationRequested)
        {
            if (Step() == 0) poll.Wait(WaitMilliseconds);
        }

        // A successor shares the port: nothing must come here that nobody would handle any more.
        sockets.Udp.StopReceiving();
        for (int batch = 0; batch < LastBatchesMax && Step() > 0; batch++)
        {
        }
    }

    /// <summary>Handles one batch.</summary>
    /// <returns>Number of datagrams.</returns>
    private int Step()
    {
        int count = sockets.Udp.Receive();
        long now = time.GetTimestamp();
        // After the receive: whatever acknowledges a SYN-ACK was received after that SYN-ACK was sent.
        WatchSynAcks(now);
        if (count == 0) return 0;
        try
        {
            Handle(count, state.BeginBatch(), now);
        }
        finally
        {
            // Also when the loop fails: whoever changes the view waits for this.
            state.EndBatch();
        }

        CountLosses(count);
        return count;
    }

    private void Handle(int count, AgentView view, long now)
    {
        ProbeFlags flags = Flags(view, now);
        for (int i = 0; i < count; i++)
        {
            UdpDatagram received = sockets.Udp.Datagram(i);
            PacketFrame frame = received.Frame;
            Datagram datagram = new(
                frame.Start, frame.Length, received.Source, received.SourcePort, received.TypeOfService);
            Perform(_handler.Handle(frame.Buffer, datagram, view, flags, now), frame, received);
        }

        sockets.Raw.Flush();
        sockets.Udp.Flush();
    }

    private void Perform(in IngressResult result, PacketFrame frame, in UdpDatagram received)
    {
        switch (result.Outcome)
        {
            case IngressOutcome.Deliver:
                if (sockets.Tun.Write(frame.Buffer.Slice(result.Offset, result.Length))) counters.Count(result.Action);
                else counters.Drop(DropReason.InjectFailed);
                break;
            case IngressOutcome.Forward:
                sockets.Raw.Enqueue(frame, result.Offset, result.Length);
                if (result.Action == AgentAction.ForwardToPrevious) _toPrevious++;
                else _byOwnRow++;
                break;
            case IngressOutcome.Answer:
                sockets.Udp.Enqueue(frame, result.Offset, result.Length, received.Source, received.SourcePort);
                counters.CountAnswered();
                break;
            default:
                counters.Drop(result.Reason);
                break;
        }
    }

    private void WatchSynAcks(long now)
    {
        for (int count = sockets.SynAcks.Receive(); count > 0; count = sockets.SynAcks.Receive())
        {
            for (int i = 0; i < count; i++)
            {
                if (sockets.SynAcks.TryRead(i, out SynAck synAck)) connections.Saw(synAck, now);
            }
        }
    }

    private ProbeFlags Flags(AgentView view, long now) =>
        (view.IsAdmitted ? ProbeFlags.Admitted : 0)
        | (state.IsLeaseValid(now) ? ProbeFlags.LeaseValid : 0)
        | (view.IsSynced ? ProbeFlags.Synced : 0)
        | (state.IsListening ? ProbeFlags.ListenerPresent : 0);

    private void CountLosses(int received)
    {
        long overruns = sockets.Udp.ReceiveOverruns - _overrunsSeen;
        _overrunsSeen += overruns;
        counters.CountReceived(received + overruns);
        if (overruns > 0) counters.Drop(DropReason.AgentReceiveOverrun, overruns);
        long refused = sockets.Raw.DroppedBusy + sockets.Raw.DroppedRefused - _refusalsSeen;
        _refusalsSeen += refused;
        counters.CountForwards(_toPrevious, _byOwnRow, refused);
        _toPrevious = _byOwnRow = 0;
    }
}
