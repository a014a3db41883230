using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Core.Hashing;
using Beamer.Core.Wire;
using Beamer.Link;

namespace Beamer.Backend.Connections;

/// <summary>
/// What the kernel knows of a flow (R5): its sockets, and the sequence numbers of the SYN-ACKs that it sent.
/// </summary>
/// <remarks>
/// There is no connection table here that a restart could lose or a flood could fill: the kernel is asked about each
/// packet that needs it, and only a yes is believed for a second. The kernel shows the initial sequence number of a
/// half-open connection nowhere, so the SYN-ACKs are watched on their way out. One thread.
/// </remarks>
/// <param name="lookup">Asks the kernel.</param>
/// <param name="time">Its frequency is that of the timestamps given to the methods.</param>
/// <param name="key">A random secret for the hash of the tables.</param>
internal sealed class KernelConnections(SocketLookup lookup, TimeProvider time, SipKey key)
{
    private const int EstablishedMax = 1 << 16;
    private const int SynAcksMax = 1 << 18;

    /// <summary>The kernel retransmits a SYN-ACK for 63 s and accepts a SYN cookie for two minutes.</summary>
    private const int SynAckSeconds = 130;

    /// <summary>These open or end a flow: what was true before them is not afterwards.</summary>
    private const TcpFlags Turning = TcpFlags.Syn | TcpFlags.Fin | TcpFlags.Rst;

    private readonly ExpiringFlowTable _established = new(EstablishedMax, time.TimestampFrequency, key);
    private readonly ExpiringFlowTable _synAcks = new(SynAcksMax, SynAckSeconds * time.TimestampFrequency, key);

    /// <summary>How often the kernel was asked.</summary>
    internal long Lookups { get; private set; }

    /// <summary>How often a recent yes was enough.</summary>
    internal long CacheHits { get; private set; }

    /// <summary>SYN-ACKs remembered.</summary>
    internal int SynAckCount => _synAcks.Count;

    /// <summary>This server sent a SYN-ACK.</summary>
    internal void Saw(in SynAck synAck, long now) => _synAcks.Set(synAck.Flow, synAck.InitialSequence, now);

    /// <summary>A packet opens a flow anew: an earlier flow with the same addresses and ports is over.</summary>
    internal void Forget(in Flow flow) => _established.Remove(flow);

    /// <summary>What the kernel says about the flow of a TCP segment or of an ICMP error.</summary>
    internal KernelAnswer Ask(in PacketSummary packet, long now)
    {
        bool plain = !packet.IsIcmpError && (packet.Flags & Turning) == 0;
        if (plain && _established.TryGet(packet.Flow, now, out _))
        {
            CacheHits++;
            return KernelAnswer.Established;
        }

        Lookups++;
        KernelAnswer answer = Read(lookup(packet.Flow), packet, now);
        if (answer == KernelAnswer.Established && plain) _established.Set(packet.Flow, 0, now);
        else _established.Remove(packet.Flow);
        return answer;
    }

    private KernelAnswer Read(TcpSocketState state, in PacketSummary packet, long now) => state switch
    {
        TcpSocketState.None or TcpSocketState.Close => KernelAnswer.None,
        TcpSocketState.TimeWait => KernelAnswer.TimeWait,
        TcpSocketState.Listen => CompletesHandshake(packet, now)
            ? KernelAnswer.ListenerCookieValid
            : KernelAnswer.ListenerOnly,
        TcpSocketState.SynReceived or TcpSocketState.NewSynReceived => Acknowledges(packet, now),
        _ => KernelAnswer.Established,
    };

    /// <summary>As the kernel has it: a segment with SYN or RST makes no connection out of a cookie.</summary>
    private bool CompletesHandshake(in PacketSummary packet, long now) =>
        (packet.Flags & (TcpFlags.Syn | TcpFlags.Rst)) == 0
        && Acknowledges(packet, now) == KernelAnswer.SynReceivedAckMatches;

    /// <summary>An ICMP error acknowledges nothing, and neither does a segment without ACK.</summary>
    private KernelAnswer Acknowledges(in PacketSummary packet, long now)
    {
        if (packet.IsIcmpError || !_synAcks.TryGet(packet.Flow, now, out uint sequence))
        {
            return KernelAnswer.SynReceivedAckUnknown;
        }

        bool matches = (packet.Flags & TcpFlags.Ack) != 0 && packet.Acknowledgment == unchecked(sequence + 1);
        return matches ? KernelAnswer.SynReceivedAckMatches : KernelAnswer.SynReceivedAckMismatch;
    }
}
