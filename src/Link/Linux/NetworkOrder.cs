using System.Buffers.Binary;
using Beamer.Core;

namespace Beamer.Link.Linux;

/// <summary>
/// Ports and addresses as kernel structs hold them: in network byte order, in a field of the machine's order.
/// </summary>
internal static class NetworkOrder
{
    internal static ushort From(ushort port) =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(port) : port;

    internal static uint From(IPv4Address address) =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(address.Value) : address.Value;

    internal static ushort ToPort(ushort field) => From(field);

    internal static IPv4Address ToAddress(uint field) => new(From(new IPv4Address(field)));
}
