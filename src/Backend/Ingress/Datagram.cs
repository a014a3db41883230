using Beamer.Core;

namespace Beamer.Backend.Ingress;

/// <summary>A datagram in its buffer, and what its outer headers said.</summary>
/// <param name="Start">Where its payload begins in the buffer; headroom is in front.</param>
/// <param name="Length">Bytes of the payload.</param>
/// <param name="Source">Who sent it.</param>
/// <param name="SourcePort">From the flow's hash; it stays the same along the chain.</param>
/// <param name="TypeOfService">DSCP and ECN of the tunnel.</param>
internal readonly record struct Datagram(
    int Start, int Length, IPv4Address Source, ushort SourcePort, byte TypeOfService);
