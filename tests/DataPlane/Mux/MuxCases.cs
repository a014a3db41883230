using Beamer.Core;
using Beamer.Core.Forwarding;
using Beamer.Core.Wire;
using Beamer.Tests.Testing;
using FsCheck;
using FsCheck.Fluent;
using IPv4Address = Beamer.Core.IPv4Address;

namespace Beamer.Tests.DataPlane.Mux;

/// <summary>Packets of every class that the forwarder tells apart, each as often as any other.</summary>
internal static class MuxCases
{
    private static readonly (string Name, Gen<Twist> Twist)[] s_classes =
    [
        ("plain tcp", Plain(packet => packet)),
        ("udp", Plain(packet => Udp(packet))),
        ("options", Choose(1, 10, (packet, n) => packet.WithOptions([.. Enumerable.Repeat((byte)1, n * 4)]))),
        ("odd options", Bytes(40, (packet, bytes) => packet.WithOptions(bytes))),
        ("listed options", Bytes(12, (packet, bytes) => packet.WithOptions([.. bytes.SelectMany(Option).Take(40)]))),
        ("source route", Choose(0, 1, (packet, n) => packet.WithOptions(1, (byte)(n == 0 ? 131 : 137), 7, 4, 1, 2, 3))),
        ("one tag", Tags(1)),
        ("two tags", Tags(2)),
        ("three tags", Tags(3)),
        ("first fragment", Plain(packet => packet.Fragment(0, more: true))),
        ("later fragment", Choose(1, 8191, (packet, n) => packet.Fragment(n * 8, more: (n & 1) != 0))),
        ("icmp error", Choose(0, 3, (packet, n) => Quote(packet, n))),
        ("icmp error with options", Choose(1, 10, (packet, n) => Packets.IcmpError(
            Reversed(packet).WithOptions([.. Enumerable.Repeat((byte)1, n * 4)]).Payload(40), 11, 0, 8 + n))),
        ("icmp of a small mtu", Choose(0, 700, (packet, n) => Quote(packet, 3) with { IcmpMtu = (ushort)n })),
        ("icmp cut off", Choose(0, 47, (packet, n) => CutBody(Quote(packet, 0), n))),
        ("icmp about another", Choose(1, 255, (packet, n) => Quote(packet, 0) with
        {
            Destination = new IPv4Address(packet.Destination.Value ^ (n % 3 == 0 ? 0u : 1u)),
            Body = [.. Packets.IcmpError(Reversed(packet).From(new IPv4Address(
                packet.Destination.Value ^ (n % 2 == 0 ? 1u : 0u)), 80), 3, 1).Body],
        })),
        ("icmp of another type", Choose(0, 19, (packet, n) => Quote(packet, 0) with { IcmpType = (byte)n })),
        ("any source", Plain(packet => packet, AnySource)),
        ("source port 0", Choose(0, 1, (packet, n) => (n == 0 ? packet : Udp(packet)) with { SourcePort = 0 })),
        ("low ttl", Choose(0, 3, (packet, n) => packet.TimeToLive(n))),
        ("congestion bits", Choose(0, 255, (packet, n) => packet with { TypeOfService = (byte)n })),
        ("wrong checksum", Plain(packet => packet.WithWrongHeaderChecksum())),
        ("wrong length", Choose(-60, 60, (packet, n) => packet.WithLengthLie(n))),
        ("padding", Choose(1, 30, (packet, n) => packet.Padded(n))),
        ("data offset", Choose(0, 15, (packet, n) => packet with { DataOffset = n })),
        ("udp length", Set(38, 39)),
        ("another protocol", Choose(0, 255, (packet, n) => packet with { Protocol = (TransportProtocol)n })),
        ("large", Choose(500, 3000, (packet, n) => packet.Payload(n))),
        ("another port", Choose(1, 65535, (packet, n) => packet with { DestinationPort = (ushort)n })),
        ("another address", Plain(packet => packet, AnyDestination)),
        ("another ethertype", Set(12, 13)),
        ("version and size", Set(14, 14)),
        ("header byte", Set(14, 57)),
        ("damaged", Damaged(1, 3)),
        ("cut off", Cut()),
    ];

    /// <summary>The names of the classes.</summary>
    public static IEnumerable<string> Classes => s_classes.Select(entry => entry.Name);

    /// <summary>What the two programs are compared with.</summary>
    public static Arbitrary<MuxCase> Arbitrary { get; } = Arb.From(
        from table in MuxFleets.Any
        from known in Known(MuxFleets.All[table])
        from kind in Gen.Choose(0, s_classes.Length - 1)
        from twist in s_classes[kind].Twist
        from more in Gen.Frequency((8, Gen.Constant<ByteDamage[]>([])), (1, Damage().ArrayOf(1)))
        select new MuxCase(s_classes[kind].Name, table, twist.Change(known), [.. twist.Damage, .. more]),
        Shrink);

    private static Gen<TestPacket> Known(ForwardingTable table) =>
        from service in Gen.Elements(table.Services.ToArray())
        from client in Generators.UnicastAddress
        from port in Gen.Choose(1, 65535)
        from flags in Gen.Choose(0, 255)
        from size in Gen.Frequency((4, Gen.Choose(0, 40)), (1, Gen.Choose(41, 600)))
        from ttl in Gen.Choose(2, 255)
        from congestion in Gen.Choose(0, 255)
        let flow = new Flow(client, service.Key.Vip, (ushort)port, service.Key.Port, service.Key.Protocol)
        where client != service.Key.Vip
        select Packets.Of(flow).Payload(size).TimeToLive(ttl) with
        {
            Flags = (TcpFlags)flags,
            TypeOfService = (byte)congestion,
        };

    private static Gen<Twist> Plain(Func<TestPacket, TestPacket> change) => Gen.Constant(new Twist(change, []));

    private static Gen<Twist> Plain(
        Func<TestPacket, TestPacket> before, Func<TestPacket, IPv4Address, TestPacket> change) =>
        from address in Gen.OneOf(
            Generators.Word.Select(word => new IPv4Address(word)),
            Gen.Elements("0.0.0.0", "0.255.255.255", "1.0.0.0", "126.255.255.255", "127.0.0.1", "128.0.0.0",
                "223.255.255.255", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "192.0.2.2")
                .Select(IPv4Address.Parse))
        select new Twist(packet => change(before(packet), address), []);

    private static TestPacket AnySource(TestPacket packet, IPv4Address address) => packet with { Source = address };

    private static TestPacket AnyDestination(TestPacket packet, IPv4Address address) =>
        packet with { Destination = address };

    private static Gen<Twist> Choose(int least, int most, Func<TestPacket, int, TestPacket> change) =>
        from number in Gen.Choose(least, most)
        select new Twist(packet => change(packet, number), []);

    private static Gen<Twist> Bytes(int most, Func<TestPacket, byte[], TestPacket> change) =>
        from count in Gen.Choose(1, most)
        from bytes in Gen.OneOf(Gen.Choose(0, 12), Gen.Choose(0, 255)).ArrayOf(count)
        select new Twist(packet => change(packet, [.. bytes.Select(number => (byte)number)]), []);

    private static Gen<Twist> Tags(int count) =>
        from tpids in Gen.Elements<ushort>(0x8100, 0x88a8, 0x9100).ArrayOf(count)
        select new Twist(packet => packet.Tagged(tpids), []);

    private static Gen<Twist> Set(int first, int last) =>
        from at in Gen.Choose(first, last)
        from value in Gen.OneOf(Gen.Choose(0, 255), Gen.Elements(0, 5, 8, 20, 0x45, 0x46, 0x81, 0x86, 0x88, 0xdd))
        from udp in Gen.Elements(true, false)
        let damage = new ByteDamage(DamageKind.Set, at, (byte)value, MendChecksum: true)
        select new Twist(packet => udp ? Udp(packet) : packet, [damage]);

    private static Gen<Twist> Damaged(int least, int most) =>
        from count in Gen.Choose(least, most)
        from damage in Damage().ArrayOf(count)
        select new Twist(packet => packet, damage);

    private static Gen<Twist> Cut() =>
        from at in Gen.Choose(0, 120)
        from tags in Gen.Choose(0, 2)
        from error in Gen.Elements(true, false)
        select new Twist(
            packet => (error ? Quote(packet, 0) : packet).Tagged([.. Enumerable.Repeat((ushort)0x8100, tags)]),
            [new ByteDamage(DamageKind.CutOff, at, 0)]);

    private static Gen<ByteDamage> Damage() =>
        from kind in Gen.Elements(Enum.GetValues<DamageKind>())
        from at in Gen.Choose(0, 90)
        from value in Gen.Choose(1, 255)
        from mend in Gen.Elements(true, false)
        select new ByteDamage(kind, at, (byte)value, mend);

    /// <summary>An option of 3 to 7 bytes.</summary>
    private static IEnumerable<byte> Option(byte seed) =>
        [(byte)(2 + (seed / 2)), (byte)(3 + (seed % 5)), .. Enumerable.Repeat(seed, 1 + (seed % 5))];

    private static TestPacket Udp(TestPacket packet) =>
        packet with { Protocol = TransportProtocol.Udp, DestinationPort = 443 };

    private static TestPacket CutBody(TestPacket packet, int bytes) =>
        packet with { Body = packet.Body[..Math.Min(bytes, packet.Body.Length)] };

    private static TestPacket Reversed(TestPacket packet) => Packets.Of(packet.Flow.Reversed()) with
    {
        Body = packet.Body,
    };

    private static TestPacket Quote(TestPacket packet, int kind)
    {
        (byte type, byte code) = ((byte, byte))(kind switch { 0 => (3, 1), 1 => (11, 0), 2 => (12, 0), _ => (3, 4) });
        return Packets.IcmpError(Reversed(packet), type, code, 8 + packet.Body.Length);
    }

    private static IEnumerable<MuxCase> Shrink(MuxCase failed)
    {
        for (int i = 0; i < failed.Damage.Length; i++) yield return failed with { Damage = failed.Damage.RemoveAt(i) };
        foreach (TestPacket smaller in Generators.TestPackets().Shrinker(failed.Packet))
            yield return failed with { Packet = smaller };
    }

    private sealed record Twist(Func<TestPacket, TestPacket> Change, ByteDamage[] Damage);
}
