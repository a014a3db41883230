using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Beamer.Core.Hashing;

/// <summary>
/// The sixteen bytes of a flow that <see cref="FlowHash"/> draws, as SipHash reads them: little-endian.
/// </summary>
/// <param name="Word0">The addresses.</param>
/// <param name="Word1">Ports and protocol.</param>
internal readonly record struct FlowWords(ulong Word0, ulong Word1)
{
    /// <summary>From values as they stand in the headers.</summary>
    /// <param name="addresses">Source in the upper half, destination in the lower.</param>
    /// <param name="ports">Source in the upper half, destination in the lower.</param>
    /// <param name="protocol">TCP or UDP.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FlowWords Of(ulong addresses, uint ports, TransportProtocol protocol) => new(
        BinaryPrimitives.ReverseEndianness(addresses),
        BinaryPrimitives.ReverseEndianness(((ulong)ports << 32) | ((ulong)protocol << 24)));

    /// <summary>From bytes as they lie in the headers.</summary>
    /// <param name="addresses">The eight bytes of both addresses.</param>
    /// <param name="ports">The four bytes of both ports.</param>
    /// <param name="protocol">TCP or UDP.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FlowWords OfNetworkOrder(ulong addresses, uint ports, TransportProtocol protocol) =>
        new(addresses, ports | ((ulong)protocol << 32));

    /// <summary>The words of a flow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FlowWords Of(in Flow flow) => Of(
        ((ulong)flow.Source.Value << 32) | flow.Destination.Value,
        ((uint)flow.SourcePort << 16) | flow.DestinationPort,
        flow.Protocol);
}
