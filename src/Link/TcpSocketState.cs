namespace Beamer.Link;

/// <summary>State of a socket as the kernel numbers it (<c>netinet/tcp.h</c>), RFC 9293 section 3.3.2.</summary>
public enum TcpSocketState : byte
{
    /// <summary>No socket at all.</summary>
    None = 0,

    /// <summary>ESTABLISHED.</summary>
    Established = 1,

    /// <summary>SYN-SENT.</summary>
    SynSent = 2,

    /// <summary>SYN-RECEIVED: half open, our SYN-ACK is out.</summary>
    SynReceived = 3,

    /// <summary>FIN-WAIT-1.</summary>
    FinWait1 = 4,

    /// <summary>FIN-WAIT-2.</summary>
    FinWait2 = 5,

    /// <summary>TIME-WAIT.</summary>
    TimeWait = 6,

    /// <summary>CLOSED; also an unconnected UDP socket.</summary>
    Close = 7,

    /// <summary>CLOSE-WAIT.</summary>
    CloseWait = 8,

    /// <summary>LAST-ACK.</summary>
    LastAck = 9,

    /// <summary>LISTEN: there is no socket of the flow, only a listener that would accept it.</summary>
    Listen = 10,

    /// <summary>CLOSING.</summary>
    Closing = 11,

    /// <summary>A half-open connection as some kernels report it.</summary>
    NewSynReceived = 12,
}
