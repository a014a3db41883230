using Beamer.Core;
using Beamer.Core.Wire;

namespace Beamer.Tests.Testing;

/// <summary>The parts of a tunnel packet.</summary>
public sealed record Tunnelled(
    IPv4Address Source,
    IPv4Address Destination,
    ushort SourcePort,
    byte TypeOfService,
    ChainHeader Chain,
    byte[] Packet);
