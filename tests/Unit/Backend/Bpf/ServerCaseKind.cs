namespace Beamer.Tests.Unit.Backend.Bpf;

/// <summary>What packets are made to meet; each has its share of every run.</summary>
internal enum ServerCaseKind
{
    /// <summary>A segment of a connection that the kernel has.</summary>
    Known,

    /// <summary>An ACK of a half-open connection, right or wrong: a ghost, if it is wrong.</summary>
    HalfOpen,

    /// <summary>An ACK to a listener that has sent cookies, right or wrong.</summary>
    Cookie,

    /// <summary>A segment of a flow in TIME_WAIT, with any flags.</summary>
    TimeWait,

    /// <summary>A segment that no socket knows.</summary>
    Unknown,

    /// <summary>A pure SYN.</summary>
    Syn,

    /// <summary>A segment of an older row than the agent's.</summary>
    StaleGeneration,

    /// <summary>A segment whose hop budget is spent.</summary>
    HopsSpent,

    /// <summary>A segment that was re-routed already.</summary>
    Rerouted,

    /// <summary>A segment whose chain names this server itself, strangers and servers that have left.</summary>
    StrangeHops,

    /// <summary>A segment at the end of its chain, with any flags.</summary>
    ChainEnd,

    /// <summary>An ICMP error.</summary>
    IcmpError,

    /// <summary>A UDP datagram.</summary>
    Datagram,

    /// <summary>A header as GLB Director writes it.</summary>
    Glb,

    /// <summary>Any marks of congestion, inside and outside.</summary>
    Marked,

    /// <summary>From an address that is not of the fleet.</summary>
    Stranger,

    /// <summary>To a service that is not this server's, or of another pool or bucket.</summary>
    Elsewhere,

    /// <summary>GUE or chain header with a broken byte, or cut.</summary>
    BrokenHeader,

    /// <summary>The client's packet with a broken byte, or cut, or with bytes behind it.</summary>
    BrokenPacket,

    /// <summary>A segment of an address, a port or a length that cannot be, and with a right checksum.</summary>
    Untrue,

    /// <summary>A fragment, or IPv4 options.</summary>
    Unusual,

    /// <summary>A probe.</summary>
    Probe,
}
