using System.Collections.Immutable;
using Beamer.Core;
using Beamer.Core.Wire;

namespace Beamer.Tests.Testing;

/// <summary>
/// What a packet means; <see cref="Build"/> turns it into bytes. Immutable: each word gives a new packet.
/// </summary>
/// <remarks>
/// Start from <see cref="Packets"/>. Generators make these and shrink them, so that a failure is readable.
/// </remarks>
public sealed record TestPacket
{
    public TransportProtocol Protocol { get; init; } = TransportProtocol.Tcp;

    public IPv4Address Source { get; init; } = IPv4Address.Parse("198.51.100.7");

    public IPv4Address Destination { get; init; } = IPv4Address.Parse("192.0.2.10");

    public ushort SourcePort { get; init; } = 40001;

    public ushort DestinationPort { get; init; } = 80;

    public TcpFlags Flags { get; init; } = TcpFlags.Ack;

    public uint Sequence { get; init; } = 1000;

    public uint Acknowledgment { get; init; } = 2000;

    /// <summary>Data offset in words; 0 is "as long as it is".</summary>
    public int DataOffset { get; init; }

    public byte IcmpType { get; init; } = 3;

    public byte IcmpCode { get; init; } = 1;

    public ushort IcmpMtu { get; init; }

    /// <summary>Payload of TCP or UDP, or what an ICMP message carries behind its 8 bytes.</summary>
    public ImmutableArray<byte> Body { get; init; } = [];

    public byte Ttl { get; init; } = 57;

    public byte TypeOfService { get; init; }

    public ushort Identification { get; init; } = 0x1234;

    /// <summary>IPv4 options; filled up with zeros to whole words.</summary>
    public ImmutableArray<byte> Options { get; init; } = [];

    /// <summary>Bytes, a multiple of 8.</summary>
    public int FragmentOffset { get; init; }

    public bool MoreFragments { get; init; }

    /// <summary>Added to the true total length: a lie when not 0.</summary>
    public int LengthLie { get; init; }

    public bool WrongHeaderChecksum { get; init; }

    /// <summary>XORed into the right transport checksum: wrong when not 0.</summary>
    public ushort ChecksumError { get; init; }

    /// <summary>TPIDs of the VLAN tags, outermost first.</summary>
    public ImmutableArray<ushort> VlanTags { get; init; } = [];

    /// <summary>Bytes behind the IP packet in the frame.</summary>
    public int Padding { get; init; }

    /// <summary>The flow that a reader should find.</summary>
    public Flow Flow => new(Source, Destination, SourcePort, DestinationPort, Protocol);

    public TestPacket From(string address, int port) => From(IPv4Address.Parse(address), port);

    public TestPacket From(IPv4Address address, int port) => this with { Source = address, SourcePort = (ushort)port };

    public TestPacket To(string address, int port) => To(IPv4Address.Parse(address), port);

    public TestPacket To(IPv4Address address, int port) =>
        this with { Destination = address, DestinationPort = (ushort)port };

    /// <summary>Addresses, ports and protocol of <paramref name="flow"/>.</summary>
    public TestPacket Of(Flow flow) => (this with { Protocol = flow.Protocol })
        .From(flow.Source, flow.SourcePort).To(flow.Destination, flow.DestinationPort);

    public TestPacket With(TcpFlags flags) => this with { Flags = flags };

    public TestPacket Syn() => With(TcpFlags.Syn) with { Acknowledgment = 0 };

    public TestPacket Ack(uint number) => this with { Flags = Flags | TcpFlags.Ack, Acknowledgment = number };

    public TestPacket Seq(uint number) => this with { Sequence = number };

    /// <summary>A payload of this size, whose bytes count upwards.</summary>
    public TestPacket Payload(int size) => Payload([.. Enumerable.Range(0, size).Select(i => (byte)i)]);

    public TestPacket Payload(params byte[] bytes) => this with { Body = [.. bytes] };

    public TestPacket TimeToLive(int value) => this with { Ttl = (byte)value };

    public TestPacket Marked(Ecn ecn) => this with { TypeOfService = (byte)((TypeOfService & ~3) | (int)ecn) };

    public TestPacket WithOptions(params byte[] options) => this with { Options = [.. options] };

    public TestPacket Fragment(int offset, bool more) => this with { FragmentOffset = offset, MoreFragments = more };

    public TestPacket Tagged(params ushort[] tpids) => this with { VlanTags = [.. tpids] };

    public TestPacket Padded(int bytes) => this with { Padding = bytes };

    public TestPacket WithWrongTransportChecksum() => this with { ChecksumError = 0x5555 };

    public TestPacket WithWrongHeaderChecksum() => this with { WrongHeaderChecksum = true };

    public TestPacket WithLengthLie(int difference) => this with { LengthLie = difference };

    /// <summary>An Ethernet frame.</summary>
    public byte[] Build() => TestPacketBytes.Frame(this);

    /// <summary>The IPv4 packet alone, without frame and padding.</summary>
    public byte[] BuildIPv4() => TestPacketBytes.IPv4(this);
}
