namespace Beamer.Tests.Simulation.Network;

/// <summary>What happens.</summary>
internal enum EventKind : byte
{
    /// <summary>Something rare: code, found by its index.</summary>
    Action,

    /// <summary>The next client comes.</summary>
    Arrival,

    /// <summary>A client's next segment is due.</summary>
    Segment,

    /// <summary>A segment that was not acknowledged is sent again.</summary>
    Retransmission,

    /// <summary>A packet reaches a server.</summary>
    Packet,

    /// <summary>A server's SYN-ACK reaches its client.</summary>
    SynAck,

    /// <summary>A server gives up a half-open connection.</summary>
    HalfOpenEnds,
}
