namespace Beamer.Core;

/// <summary>The five values that name a flow, in the direction from client to VIP: the key of everything.</summary>
/// <remarks>
/// An ICMP error is looked up by the flow that it quotes, reversed, so that it reaches the same bucket.
/// </remarks>
/// <param name="Source">The client's address.</param>
/// <param name="Destination">The VIP.</param>
/// <param name="SourcePort">The client's port.</param>
/// <param name="DestinationPort">The service's port.</param>
/// <param name="Protocol">TCP or UDP.</param>
public readonly record struct Flow(
    IPv4Address Source,
    IPv4Address Destination,
    ushort SourcePort,
    ushort DestinationPort,
    TransportProtocol Protocol)
{
    /// <summary>The service that this flow asks for.</summary>
    public ServiceKey Service => new(Destination, DestinationPort, Protocol);

    /// <summary>The same flow seen from the other end.</summary>
    public Flow Reversed() => new(Destination, Source, DestinationPort, SourcePort, Protocol);

    /// <summary>For people: <c>198.51.100.7:40001 192.0.2.10:80/tcp</c>.</summary>
    public override string ToString() => $"{Source}:{SourcePort} {Service}";
}
