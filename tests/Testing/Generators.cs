using Beamer.Core;
using Beamer.Core.Tables;
using Beamer.Core.Wire;
using FsCheck;
using FsCheck.Fluent;
using IPv4Address = Beamer.Core.IPv4Address;

namespace Beamer.Tests.Testing;

/// <summary>What properties are tried with: <c>[Property(Arbitrary = [typeof(Generators)])]</c>.</summary>
public static class Generators
{
    public static Arbitrary<IPv4Address> IPv4Addresses() => UnicastAddress.ToArbitrary();

    public static Arbitrary<Flow> Flows() => FlowOf(TransportProtocol.Tcp, TransportProtocol.Udp).ToArbitrary();

    public static Arbitrary<TestPacket> TestPackets() => Arb.From(Packet, ShrinkPacket);

    public static Arbitrary<ChainHeader> ChainHeaders() => Chain.ToArbitrary();

    public static Arbitrary<Row> Rows() => (
        from generation in Word
        from owners in DistinctAddresses(1, 1 + Row.PreviousMax)
        select new Row(new Generation(generation), owners[0], owners.AsSpan(1))).ToArbitrary();

    public static Arbitrary<BrokenPacket> BrokenPackets() => (
        from packet in Packet
        from change in Gen.Choose(0, 3)
        from position in Gen.Choose(0, 100_000)
        from value in Gen.Choose(1, 255)
        select BrokenPacket.From(packet.Build(), change, position, (byte)value)).ToArbitrary();

    /// <summary>Any 32 bits, with the edges more often.</summary>
    public static Gen<uint> Word { get; } = Gen.OneOf(
        from high in Gen.Choose(0, 0xffff)
        from low in Gen.Choose(0, 0xffff)
        select ((uint)high << 16) | (uint)low,
        Gen.Elements(0u, 1u, 0xffffu, 0x10000u, 0x7fffffffu, 0x80000000u, 0xffff0000u, 0xffffffffu));

    /// <summary>An address that a client or a server can have.</summary>
    public static Gen<IPv4Address> UnicastAddress { get; } =
        from first in Gen.Choose(1, 223)
        where first != 127
        from rest in Gen.Choose(0, 0xffffff)
        select new IPv4Address(((uint)first << 24) | (uint)rest);

    /// <summary>Different addresses, at least <paramref name="least"/> and at most <paramref name="most"/>.</summary>
    public static Gen<IPv4Address[]> DistinctAddresses(int least, int most) =>
        from count in Gen.Choose(least, most)
        from start in Gen.Choose(1, 250 - most)
        from network in Gen.Choose(0, 255)
        select Enumerable.Range(start, count).Select(i => new IPv4Address(0x0a000000u | ((uint)network << 8) | (uint)i))
            .ToArray();

    private static Gen<int> Port { get; } = Gen.OneOf(Gen.Choose(1, 65535), Gen.Elements(1, 80, 443, 32768, 65535));

    private static Gen<ChainHeader> Chain { get; } =
        from version in Gen.Elements(ChainVersion.Glb, ChainVersion.Row)
        from hops in DistinctAddresses(0, ChainHops.CountMax)
        from next in Gen.Choose(0, hops.Length)
        from reroutes in Gen.Choose(0, ChainHeader.ReroutesMax)
        from budget in Gen.Choose(0, 255)
        from generation in Word
        from place in Word
        let bare = new ChainHeader { Version = version, NextHop = (byte)next, Hops = new ChainHops(hops) }
        select version == ChainVersion.Glb
            ? bare
            : bare with
            {
                Reroutes = (byte)reroutes,
                HopBudget = (byte)budget,
                Generation = new Generation(generation),
                Pool = new PoolId((ushort)(place >> 20)),
                Bucket = (int)(place & 0xfffff),
            };

    private static Gen<TestPacket> Packet { get; } =
        from flow in FlowOf(TransportProtocol.Tcp, TransportProtocol.Udp)
        from flags in Gen.Choose(0, 255)
        from numbers in Word.Two()
        from size in Gen.Frequency((6, Gen.Choose(0, 64)), (2, Gen.Choose(65, 1460)), (1, Gen.Choose(1461, 8900)))
        from fill in Gen.Choose(0, 255)
        from ttl in Gen.Choose(2, 255)
        from service in Gen.Choose(0, 255)
        from optionWords in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(1, 10)))
        from tags in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(1, 2)))
        from padding in Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Choose(1, 30)))
        from checksumError in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(1, 0xffff)))
        from isError in Gen.Frequency((5, Gen.Constant(false)), (1, Gen.Constant(true)))
        let bare = isError
            ? Packets.IcmpError(flow, quotedBytes: 8 + (size % 56))
            : Packets.Of(flow).Payload([.. Enumerable.Range(fill, size).Select(i => (byte)i)])
        select bare with
        {
            Flags = (TcpFlags)flags,
            Sequence = numbers.Item1,
            Acknowledgment = numbers.Item2,
            Ttl = (byte)ttl,
            TypeOfService = (byte)service,
            Options = [.. Enumerable.Repeat((byte)1, optionWords * 4)],
            VlanTags = [.. Enumerable.Repeat((ushort)0x8100, tags)],
            Padding = padding,
            ChecksumError = (ushort)checksumError,
        };

    private static Gen<Flow> FlowOf(params TransportProtocol[] protocols) =>
        from client in UnicastAddress
        from vip in UnicastAddress
        where client != vip
        from source in Port
        from destination in Port
        from protocol in Gen.Elements(protocols)
        select new Flow(client, vip, (ushort)source, (ushort)destination, protocol);

    private static IEnumerable<TestPacket> ShrinkPacket(TestPacket packet)
    {
        if (packet.VlanTags.Length > 0) yield return packet with { VlanTags = packet.VlanTags[1..] };
        if (packet.Options.Length > 0) yield return packet with { Options = [] };
        if (packet.Padding > 0) yield return packet with { Padding = packet.Padding - 1 };
        if (packet.ChecksumError != 0) yield return packet with { ChecksumError = 0 };
        if (packet.TypeOfService != 0) yield return packet with { TypeOfService = 0 };
        if (packet.Protocol != TransportProtocol.Icmp && packet.Body.Length > 0)
        {
            yield return packet with { Body = packet.Body[..(packet.Body.Length / 2)] };
        }
    }
}
