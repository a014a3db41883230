using Beamer.Core;

namespace Beamer.Link;

/// <summary>One received datagram: its payload, and what the outer headers said.</summary>
/// <remarks>
/// Valid until the next <see cref="UdpEndpoint.Receive"/>; see <see cref="PacketFrame"/> for the payload.
/// </remarks>
public readonly ref struct UdpDatagram
{
    internal UdpDatagram(PacketFrame frame, IPv4Address source, ushort sourcePort)
    {
        Frame = frame;
        Source = source;
        SourcePort = sourcePort;
    }

    /// <summary>The payload (what follows the UDP header) with headroom in front.</summary>
    public PacketFrame Frame { get; }

    /// <summary>Source address of the outer header.</summary>
    public IPv4Address Source { get; }

    /// <summary>Source port of the UDP header.</summary>
    public ushort SourcePort { get; }

    /// <summary>Destination address of the outer header.</summary>
    public IPv4Address Destination { get; internal init; }

    /// <summary>The outer header's DSCP (upper six bits) and ECN field (lower two), RFC 2474 and RFC 3168.</summary>
    public byte TypeOfService { get; internal init; }
}
