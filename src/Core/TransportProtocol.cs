namespace Beamer.Core;

/// <summary>IP protocol numbers that Beamer reads (IANA "Assigned Internet Protocol Numbers").</summary>
public enum TransportProtocol : byte
{
    /// <summary>No protocol: the value of an empty flow.</summary>
    None = 0,

    /// <summary>ICMP, RFC 792: only errors, and only for the flow that they quote.</summary>
    Icmp = 1,

    /// <summary>TCP, RFC 9293.</summary>
    Tcp = 6,

    /// <summary>UDP, RFC 768.</summary>
    Udp = 17,
}
