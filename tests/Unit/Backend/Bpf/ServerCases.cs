using Beamer.Core;
using Beamer.Core.Tables;
using Beamer.Core.Wire;
using Beamer.Tests.Testing;
using FsCheck;
using FsCheck.Fluent;
using IPv4Address = Beamer.Core.IPv4Address;

namespace Beamer.Tests.Unit.Backend.Bpf;

/// <summary>Datagrams of every kind, about the flows that a host has.</summary>
internal sealed class ServerCases(ServerHost host)
{
    private const TcpFlags Syn = TcpFlags.Syn, Ack = TcpFlags.Ack;

    private static readonly ServerFlow[] s_segments =
    [
        ServerFlow.None, ServerFlow.Listener, ServerFlow.Established, ServerFlow.HalfOpen, ServerFlow.Cookie,
        ServerFlow.TimeWait,
    ];

    private static Gen<TcpFlags> UsualFlags { get; } = Gen.Elements(
        Ack, Ack, Ack | TcpFlags.Psh, Ack | TcpFlags.Fin, TcpFlags.Rst, TcpFlags.Rst | Ack, Syn | Ack);

    private static Gen<TcpFlags> AnyFlags { get; } =
        Gen.OneOf(UsualFlags, Gen.Choose(0, 255).Select(bits => (TcpFlags)bits));

    private static Gen<IPv4Address> Peer { get; } = Gen.Choose(2, ServerViews.Servers - 1).Select(Fleets.Server);

    private static Gen<IPv4Address> AnyHop { get; } = Gen.OneOf(
        Peer, Gen.Elements(ServerHost.Self, ServerHost.Stranger, ServerViews.Gone, default));

    private static Gen<ChainHeader> UsualChain { get; } = ChainOf(Peer, 3, Gen.Choose(1, 8), Gen.Choose(0, 1));

    private static Gen<ChainHeader> GlbChain { get; } =
        from chain in ChainOf(AnyHop, 5, Gen.Constant(0), Gen.Constant(0))
        select new ChainHeader { Version = ChainVersion.Glb, NextHop = chain.NextHop, Hops = chain.Hops };

    /// <summary>Some twice as often: many rules meet there.</summary>
    internal Gen<ServerCase> All =>
        from kind in Gen.Elements(
            [.. Enum.GetValues<ServerCaseKind>(), ServerCaseKind.ChainEnd, ServerCaseKind.HopsSpent])
        from made in Of(kind)
        select made;

    private Gen<ServerCase> Of(ServerCaseKind kind) => kind switch
    {
        ServerCaseKind.Known => Wrapped(kind, Segment(UsualFlags, ServerFlow.Established), UsualChain),
        ServerCaseKind.HalfOpen => Wrapped(kind, Segment(UsualFlags, ServerFlow.HalfOpen), UsualChain),
        ServerCaseKind.Cookie => Wrapped(kind, Segment(UsualFlags, ServerFlow.Cookie), UsualChain),
        ServerCaseKind.TimeWait => Wrapped(kind, Segment(AnyFlags, ServerFlow.TimeWait), UsualChain),
        ServerCaseKind.Unknown => Wrapped(kind, Unknown(UsualFlags), UsualChain),
        ServerCaseKind.Syn => Wrapped(
            kind, Segment(Gen.Elements(Syn, Syn | TcpFlags.Ece | TcpFlags.Cwr), s_segments), UsualChain),
        ServerCaseKind.StaleGeneration => Wrapped(
            kind, Unknown(UsualFlags), UsualChain.Select(chain => chain with { Generation = new Generation(1) })),
        ServerCaseKind.HopsSpent => Wrapped(
            kind, Unknown(UsualFlags), ChainOf(Peer, 3, Gen.Constant(0), Gen.Choose(0, 1))),
        ServerCaseKind.Rerouted => Wrapped(
            kind, Unknown(AnyFlags), ChainOf(Peer, 2, Gen.Choose(1, 8), Gen.Choose(1, 3))),
        ServerCaseKind.StrangeHops => Wrapped(
            kind, Unknown(UsualFlags), ChainOf(AnyHop, ChainHops.CountMax, Gen.Choose(0, 8), Gen.Choose(0, 3))),
        ServerCaseKind.ChainEnd => Wrapped(
            kind, Unknown(AnyFlags), Gen.OneOf(UsualChain.Select(AtEnd), UsualChain.Select(AtEndOfNewest))),
        ServerCaseKind.IcmpError => Wrapped(kind, IcmpError, UsualChain),
        ServerCaseKind.Datagram => Wrapped(kind, Datagram, UsualChain),
        ServerCaseKind.Glb => Wrapped(kind, Segment(AnyFlags, s_segments), GlbChain),
        ServerCaseKind.Marked => Wrapped(kind, Segment(UsualFlags, ServerFlow.Established), UsualChain, anyMark: true),
        ServerCaseKind.Stranger => Wrapped(kind, Segment(AnyFlags, s_segments), UsualChain)
            .Select(made => made with { Source = ServerHost.Stranger }),
        ServerCaseKind.Elsewhere => Elsewhere,
        ServerCaseKind.BrokenHeader => Broken(kind, AnyWrapped(kind), fromHeader: true),
        ServerCaseKind.BrokenPacket => Broken(kind, AnyWrapped(kind), fromHeader: false),
        ServerCaseKind.Untrue => Wrapped(kind, Untrue, UsualChain),
        ServerCaseKind.Unusual => Wrapped(kind, Unusual, UsualChain),
        _ => Probe,
    };

    private Gen<TestPacket> IcmpError =>
        from kind in Gen.Elements([.. s_segments, ServerFlow.Datagrams])
        from number in Gen.Choose(0, 9)
        from type in Gen.Elements<byte>(3, 3, 11, 12, 0, 8, 5)
        from code in Gen.Elements<byte>(1, 4)
        from quoted in Gen.Elements(8, 8, 20, 7, 40)
        select Packets.IcmpError(host.Pick(kind, number).Flow, type, code, quoted);

    private Gen<TestPacket> Datagram =>
        from number in Gen.Choose(0, 9)
        from size in Gen.Choose(0, 500)
        from mark in Gen.Choose(0, 2)
        select Packets.Of(host.Pick(ServerFlow.Datagrams, number).Flow).Payload(size).Marked((Ecn)mark);

    private Gen<TestPacket> Untrue =>
        from packet in Segment(AnyFlags, s_segments)
        from change in Gen.Choose(0, 3)
        from source in Gen.Elements("0.1.2.3", "127.0.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.10")
        from offset in Gen.Choose(1, 15)
        from lie in Gen.Choose(-60, 40)
        from size in Gen.Choose(0, 40)
        select change switch
        {
            0 => packet with { Source = IPv4Address.Parse(source) },
            1 => packet with { SourcePort = 0 },
            2 => packet with { DataOffset = offset },
            _ => packet.Payload(size).WithLengthLie(lie),
        };

    private Gen<TestPacket> Unusual =>
        from packet in Segment(AnyFlags, s_segments)
        from change in Gen.Choose(0, 3)
        select change switch
        {
            0 => packet.Fragment(0, more: true),
            1 => packet.Fragment(8, more: false),
            2 => packet.WithOptions(1, 1, 1, 0),
            _ => packet with { Protocol = TransportProtocol.None },
        };

    private Gen<ServerCase> Elsewhere =>
        from change in Gen.Choose(0, 3)
        from packet in Segment(AnyFlags, s_segments)
        from chain in UsualChain
        from made in Wrapped(
            ServerCaseKind.Elsewhere,
            Gen.Constant(change switch
            {
                0 => packet.To(ServerHost.Vip, 443),
                1 => packet.To("192.0.2.11", 80),
                _ => packet,
            }),
            Gen.Constant(change switch
            {
                2 => chain with { Pool = new PoolId(6) },
                3 => chain with { Bucket = 99 },
                _ => chain,
            }))
        select made;

    private static Gen<ServerCase> Probe =>
        from type in Gen.Elements(ProbeType.Request, ProbeType.Request, ProbeType.Reply, ProbeType.None)
        from nonce in Generators.Word
        from length in Gen.Frequency((5, Gen.Constant(ProbeMessage.Size)), (1, Gen.Choose(4, 40)))
        select new ServerCase(ServerCaseKind.Probe, Mux, 50_000, 0, ProbeBytes(type, nonce, length));

    private static IPv4Address Mux { get; } = IPv4Address.Parse("10.0.1.1");

    private Gen<TestPacket> Unknown(Gen<TcpFlags> flags) => Segment(flags, ServerFlow.None, ServerFlow.Listener);

    private Gen<TestPacket> Segment(Gen<TcpFlags> flags, params ServerFlow[] kinds) =>
        from kind in Gen.Elements(kinds)
        from number in Gen.Choose(0, 9)
        from bits in flags
        from isRight in Gen.Elements(true, false)
        from size in Gen.Choose(0, 300)
        from mark in Gen.Choose(0, 2)
        select Segment(host.Pick(kind, number), bits, isRight).Payload(size).Marked((Ecn)mark);

    private static TestPacket Segment(
        (Flow Flow, uint Sequence, uint Acknowledgment) picked, TcpFlags flags, bool isRight) =>
        Packets.Of(picked.Flow).With(flags) with
        {
            Sequence = picked.Sequence,
            Acknowledgment = isRight ? picked.Acknowledgment : picked.Acknowledgment + 77_777,
        };

    /// <summary>
    /// But no cookies: with one the kernel also wants the right sequence number, which a broken byte may change.
    /// </summary>
    private Gen<ServerCase> AnyWrapped(ServerCaseKind kind) => Gen.OneOf(
        Wrapped(kind, Segment(AnyFlags, [.. s_segments.Where(state => state != ServerFlow.Cookie)]), UsualChain),
        Wrapped(kind, IcmpError, UsualChain),
        Wrapped(kind, Datagram, UsualChain));

    private static Gen<ServerCase> Wrapped(
        ServerCaseKind kind, Gen<TestPacket> packets, Gen<ChainHeader> chains, bool anyMark = false) =>
        from packet in packets
        from chain in chains
        from source in Gen.OneOf(Gen.Constant(Mux), Peer)
        from port in Gen.Choose(49_152, 65_535)
        from outerMark in Gen.Choose(0, anyMark ? 3 : 2)
        from innerMark in Gen.Choose(0, 3)
        from surplus in Gen.Frequency((9, Gen.Constant(0)), (1, Gen.Choose(1, 30)))
        let marked = anyMark ? packet.Marked((Ecn)innerMark) : packet
        select new ServerCase(
            kind,
            source,
            (ushort)port,
            (byte)(0xb8 | outerMark),
            Wrap(chain, [.. marked.BuildIPv4(), .. new byte[surplus]]));

    private static Gen<ServerCase> Broken(ServerCaseKind kind, Gen<ServerCase> cases, bool fromHeader) =>
        from made in cases
        from change in Gen.Choose(0, 3)
        from position in Gen.Choose(0, 100_000)
        from value in Gen.OneOf(Gen.Choose(1, 255), Gen.Choose(0, 7).Select(bit => 1 << bit))
        let whole = fromHeader ? made.Payload[..Math.Min(24, made.Payload.Length)] : made.Payload
        let broken = BrokenPacket.Broken(whole, change, position, (byte)value).Bytes
        select made with { Kind = kind, Payload = fromHeader ? [.. broken, .. made.Payload[whole.Length..]] : broken };

    private static Gen<ChainHeader> ChainOf(Gen<IPv4Address> hop, int hopsMax, Gen<int> budget, Gen<int> reroutes) =>
        from count in Gen.Choose(0, hopsMax)
        from hops in hop.ListOf(count)
        from next in Gen.Choose(0, count)
        from left in budget
        from times in reroutes
        from generation in Gen.Choose(1, (int)ServerViews.NewestGeneration)
        from bucket in Gen.Choose(0, ServerViews.Buckets - 1)
        select new ChainHeader
        {
            Version = ChainVersion.Row,
            Reroutes = (byte)times,
            HopBudget = (byte)left,
            NextHop = (byte)next,
            Generation = new Generation((uint)generation),
            Pool = new PoolId(5),
            Bucket = bucket,
            Hops = new ChainHops([.. hops]),
        };

    private static ChainHeader AtEnd(ChainHeader chain) => chain with { NextHop = (byte)chain.Hops.Count };

    private static ChainHeader AtEndOfNewest(ChainHeader chain) =>
        AtEnd(chain) with { Generation = new Generation(ServerViews.NewestGeneration) };

    private static byte[] Wrap(in ChainHeader chain, byte[] packet)
    {
        byte[] bytes = new byte[GueHeader.Size + chain.Size];
        new GueHeader(false, chain.Size / 4, GueHeader.IPv4).Write(bytes);
        chain.Write(bytes.AsSpan(GueHeader.Size));
        return [.. bytes, .. packet];
    }

    private static byte[] ProbeBytes(ProbeType type, uint nonce, int length)
    {
        byte[] bytes = new byte[Math.Max(length, ProbeMessage.Size)];
        new ProbeMessage(type, nonce, new Generation(3), ProbeFlags.ControllerConnected).Write(bytes);
        return bytes[..length];
    }
}
