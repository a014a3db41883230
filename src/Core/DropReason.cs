namespace Beamer.Core;

/// <summary>
/// Why a MUX or a server's agent drops a packet: every reason, in the order in which a packet meets them.
/// </summary>
/// <remarks>
/// The enumeration is closed: each packet that is not forwarded, delivered or passed has exactly one of these reasons,
/// and each reason has one counter (received = forwarded + passed + the sum of dropped). The numbers are fixed, because
/// both data planes count by them; gaps leave room to keep the order. All are below <see cref="DropReasons.Limit"/>.
/// </remarks>
public enum DropReason : byte
{
    /// <summary>Not dropped.</summary>
    None = 0,

    // Reading a frame: the MUX meets 1..29; the agent meets those of IPv4 and above in the packet that it unwraps.

    /// <summary>The frame ends inside its Ethernet header or a VLAN tag.</summary>
    FrameTruncated = 1,

    /// <summary>More than two VLAN tags.</summary>
    TooManyVlanTags = 2,

    /// <summary>Another EtherType, or an IP version other than 4. A MUX passes such frames to its host.</summary>
    NotIPv4 = 3,

    /// <summary>The packet ends inside its IPv4 header.</summary>
    IPv4Truncated = 4,

    /// <summary>Header length below 5 words, or total length below the header length.</summary>
    IPv4HeaderInvalid = 5,

    /// <summary>Total length says more than the frame holds.</summary>
    IPv4LengthBeyondFrame = 6,

    /// <summary>The IPv4 header checksum is wrong.</summary>
    IPv4ChecksumWrong = 7,

    /// <summary>An IPv4 option has an impossible length.</summary>
    IPv4OptionsMalformed = 8,

    /// <summary>Loose or strict source route (RFC 7126: to be dropped).</summary>
    IPv4SourceRoute = 9,

    /// <summary>
    /// A source that no client can have: 0/8, 127/8, 224/3, the destination itself, or port 0 (RFC 1122, 3.2.1.3).
    /// </summary>
    Martian = 10,

    /// <summary>A fragment, the first one included: later ones carry no ports.</summary>
    Fragment = 11,

    /// <summary>Neither TCP, UDP nor ICMP.</summary>
    ProtocolNotServed = 12,

    /// <summary>The TCP header is cut off, or its data offset is below 5 or beyond the packet.</summary>
    TcpHeaderInvalid = 13,

    /// <summary>The UDP header is cut off, or its length is below 8 or beyond the packet.</summary>
    UdpHeaderInvalid = 14,

    /// <summary>The ICMP header or the header that it quotes is cut off (fewer than 8 bytes of TCP or UDP).</summary>
    IcmpTruncated = 15,

    /// <summary>ICMP echo request or reply: no server owns it.</summary>
    IcmpEcho = 16,

    /// <summary>ICMP of another type than destination unreachable, time exceeded or parameter problem.</summary>
    IcmpNotError = 17,

    /// <summary>The ICMP error quotes another IP version, neither TCP nor UDP, or a later fragment.</summary>
    IcmpQuoteInvalid = 18,

    /// <summary>The quoted packet was not sent by the address that the ICMP error is for.</summary>
    IcmpQuoteMismatch = 19,

    /// <summary>"Fragmentation needed" with an MTU below 552 bytes: forged, for practical purposes.</summary>
    PathMtuTooSmall = 20,

    // The MUX: 30..59.

    /// <summary>The destination is a VIP, but not with this port and protocol.</summary>
    ServiceUnknown = 30,

    /// <summary>The service's pool has no owner for this bucket.</summary>
    NoOwner = 31,

    /// <summary>TTL 0 or 1: it would be 0 behind the MUX.</summary>
    TtlExpired = 32,

    /// <summary>With the outer headers it would not fit into the fabric's MTU.</summary>
    TooBig = 33,

    /// <summary>The buffer has no room for the outer headers in front of the packet.</summary>
    NoHeadroom = 34,

    /// <summary>The kernel's receive ring was full: lost before the MUX saw it.</summary>
    ReceiveOverrun = 50,

    /// <summary>The kernel refused to send it.</summary>
    TransmitFailed = 51,

    // The agent, reading the outer headers: 60..79.

    /// <summary>The outer source is neither a MUX nor a peer agent of this fleet.</summary>
    SourceNotAllowed = 60,

    /// <summary>The datagram is too short for GUE, or its GUE version or flags are not 0.</summary>
    GueMalformed = 61,

    /// <summary>GUE carries something other than IPv4 or a control message.</summary>
    GueProtocolUnknown = 62,

    /// <summary>A control message of unknown type or of the wrong size.</summary>
    ControlMalformed = 63,

    /// <summary>The chain header has a version other than 0 or 1.</summary>
    ChainVersionUnknown = 64,

    /// <summary>
    /// The chain header contradicts itself: its length is not what version and hop count imply, next hop is beyond hop
    /// count, there are more than 7 hops, or a reserved bit is set.
    /// </summary>
    ChainHeaderMalformed = 65,

    /// <summary>
    /// Congestion was marked on a packet whose sender cannot react: CE outside, Not-ECT inside (RFC 6040).
    /// </summary>
    CongestionMarkForbidden = 66,

    // The agent, deciding: 80..99.

    /// <summary>The inner destination is no service of this server.</summary>
    ServiceNotMine = 80,

    /// <summary>This incarnation of the server is not admitted yet.</summary>
    NotAdmitted = 81,

    /// <summary>Routed by a row older than the one its bucket had when this incarnation was admitted.</summary>
    OlderThanAdmission = 82,

    /// <summary>Forwarded too often: a loop, or tables that disagree. Raises an alarm.</summary>
    HopBudgetExhausted = 83,

    /// <summary>The next owner in the header is no server of this fleet.</summary>
    NextOwnerNotAllowed = 84,

    /// <summary>
    /// Unknown here, the chain ends here, and the packet was routed by an older row than this server's.
    /// </summary>
    StaleAtChainEnd = 85,

    /// <summary>Unknown here, the chain ends here, and this server's lease is lost: its view may be old.</summary>
    LeaseLost = 86,

    /// <summary>
    /// Unknown here, and this agent does not know all rows or all sockets yet: it has just started, or it has not seen
    /// the SYN-ACK of this half-open connection.
    /// </summary>
    NotSynced = 87,

    /// <summary>An ICMP error for a flow that is unknown here, and the chain ends here: never answered.</summary>
    IcmpUnknownAtChainEnd = 88,

    /// <summary>
    /// Unknown here, the chain ends here, and its TCP flags belong to no live flow: SYN together with others, or
    /// neither ACK nor RST. A listener might take such a segment for a SYN.
    /// </summary>
    FlagsImpossibleAtChainEnd = 89,

    /// <summary>The local stack refused the packet.</summary>
    InjectFailed = 95,

    /// <summary>The agent's socket or queue was full: lost before the agent saw it.</summary>
    AgentReceiveOverrun = 96,

    /// <summary>The kernel refused to send the packet on to the next owner.</summary>
    ChainTransmitFailed = 97,
}
