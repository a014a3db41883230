using Beamer.Core;

namespace Beamer.Tests.Testing;

/// <summary>
/// Where each packet of a test begins: <c>Packets.Tcp().From("198.51.100.7", 40001).Syn().Build()</c>.
/// </summary>
public static class Packets
{
    /// <summary>A bare ACK from 198.51.100.7:40001 to 192.0.2.10:80.</summary>
    public static TestPacket Tcp() => new();

    /// <summary>An empty datagram from 198.51.100.7:40001 to 192.0.2.10:53.</summary>
    public static TestPacket Udp() => new() { Protocol = TransportProtocol.Udp, DestinationPort = 53 };

    /// <summary>A packet of <paramref name="flow"/>.</summary>
    public static TestPacket Of(Flow flow) => new TestPacket().Of(flow);

    /// <summary>An echo request to 192.0.2.10.</summary>
    public static TestPacket Echo() => new() { Protocol = TransportProtocol.Icmp, IcmpType = 8, IcmpCode = 0 };

    /// <summary>
    /// An ICMP error from the router 203.0.113.1 about an answer of <paramref name="flow"/>'s server.
    /// </summary>
    /// <param name="flow">The flow, client to VIP; the quote goes the other way.</param>
    /// <param name="type">3, 11 or 12 for one that Beamer forwards.</param>
    /// <param name="code">Which kind of it.</param>
    /// <param name="quotedBytes">Bytes quoted behind the quoted IPv4 header.</param>
    public static TestPacket IcmpError(Flow flow, byte type = 3, byte code = 1, int quotedBytes = 8) =>
        IcmpError(Of(flow.Reversed()).Payload(64), type, code, quotedBytes);

    /// <summary>
    /// An ICMP error from the router 203.0.113.1 that quotes <paramref name="quoted"/>, sent by the VIP.
    /// </summary>
    public static TestPacket IcmpError(TestPacket quoted, byte type = 3, byte code = 1, int quotedBytes = 8)
    {
        byte[] bytes = quoted.BuildIPv4();
        int headerLength = (bytes[0] & 0xf) * 4;
        return new TestPacket
        {
            Protocol = TransportProtocol.Icmp,
            Source = IPv4Address.Parse("203.0.113.1"),
            Destination = quoted.Source,
            IcmpType = type,
            IcmpCode = code,
            IcmpMtu = (ushort)(type == 3 && code == 4 ? 1300 : 0),
            Body = [.. bytes[..Math.Min(headerLength + quotedBytes, bytes.Length)]],
        };
    }
}
