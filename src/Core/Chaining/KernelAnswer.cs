namespace Beamer.Core.Chaining;

/// <summary>What this server's kernel knows of a flow: the truth about its connections (R5).</summary>
public enum KernelAnswer : byte
{
    /// <summary>No socket and no listener.</summary>
    None = 0,

    /// <summary>Only a listener, and the acknowledged sequence number is none that this server sent.</summary>
    ListenerOnly = 1,

    /// <summary>Only a listener, and the segment acknowledges a SYN cookie that this server sent.</summary>
    ListenerCookieValid = 2,

    /// <summary>SYN_RECV, and the segment acknowledges this server's SYN-ACK.</summary>
    SynReceivedAckMatches = 3,

    /// <summary>SYN_RECV, and it is not known which sequence number this server's SYN-ACK had.</summary>
    SynReceivedAckUnknown = 4,

    /// <summary>
    /// SYN_RECV, and the segment acknowledges another SYN-ACK: this server lost the race for the SYN (a ghost).
    /// </summary>
    SynReceivedAckMismatch = 5,

    /// <summary>A connection: ESTABLISHED, FIN_WAIT1, FIN_WAIT2, CLOSE_WAIT, LAST_ACK or CLOSING.</summary>
    Established = 6,

    /// <summary>TIME_WAIT.</summary>
    TimeWait = 7,
}
