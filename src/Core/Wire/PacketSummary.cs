namespace Beamer.Core.Wire;

/// <summary>All that a MUX or an agent needs to know of a client's IPv4 packet.</summary>
/// <remarks>
/// When <see cref="FlowReader"/> refuses a packet, only <see cref="Offset"/> and the flow's destination mean anything,
/// the latter if the fixed part of an IPv4 header was there: a MUX passes what is for none of its VIPs to its host
/// instead of dropping it.
/// </remarks>
public readonly record struct PacketSummary
{
    /// <summary>The flow, client to VIP; for an ICMP error the flow that it quotes, reversed.</summary>
    public Flow Flow { get; init; }

    /// <summary>TCP sequence number, else 0.</summary>
    public uint Sequence { get; init; }

    /// <summary>TCP acknowledgment number, else 0.</summary>
    public uint Acknowledgment { get; init; }

    /// <summary>Where the IPv4 header begins in the bytes that were read.</summary>
    public int Offset { get; init; }

    /// <summary>Bytes of the IPv4 packet: header and payload, no padding.</summary>
    public int TotalLength { get; init; }

    /// <summary>Bytes of the IPv4 header, 20..60.</summary>
    public byte HeaderLength { get; init; }

    /// <summary>DSCP and ECN in one byte, as in the IPv4 header.</summary>
    public byte TypeOfService { get; init; }

    /// <summary>Time to live as received.</summary>
    public byte TimeToLive { get; init; }

    /// <summary>TCP control bits, else none; none for an ICMP error, whose quote need not reach them.</summary>
    public TcpFlags Flags { get; init; }

    /// <summary>Whether this is an ICMP error about the flow instead of a packet of the flow.</summary>
    public bool IsIcmpError { get; init; }

    /// <summary>The congestion bits.</summary>
    public Ecn Ecn => (Ecn)(TypeOfService & 3);

    /// <summary>The service class, 0..63.</summary>
    public byte Dscp => (byte)(TypeOfService >> 2);

    /// <summary>Whether this opens a connection: SYN alone, or with the ECN bits of RFC 3168, section 6.1.1.</summary>
    public bool IsPureSyn => (Flags & ~(TcpFlags.Ece | TcpFlags.Cwr)) == TcpFlags.Syn;
}
