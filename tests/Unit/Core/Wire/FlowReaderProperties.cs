using Beamer.Core;
using Beamer.Core.Hashing;
using Beamer.Core.Wire;
using Beamer.Tests.Testing;
using FsCheck.Xunit;

namespace Beamer.Tests.Unit.Core.Wire;

public sealed class FlowReaderProperties
{
    private static readonly SipKey s_key = new(1, 2);

    [Property(MaxTest = 10_000, EndSize = 300)]
    public bool P02_any_bytes_are_read_or_refused_with_a_reason(byte[] bytes) => IsConsistent(bytes);

    [Property(MaxTest = 10_000, Arbitrary = [typeof(Generators)])]
    public bool P02_any_broken_packet_is_read_or_refused_with_a_reason(BrokenPacket packet) =>
        IsConsistent(packet.Bytes);

    [Property(MaxTest = 2_000, Arbitrary = [typeof(Generators)])]
    public bool What_was_meant_is_what_is_read(TestPacket packet)
    {
        bool read = FlowReader.TryReadFrame(packet.Build(), out PacketSummary summary, out _);
        bool same = packet.Protocol == TransportProtocol.Icmp
            ? summary.IsIcmpError && summary.Flow.Destination == packet.Destination
            : summary.Flow == packet.Flow;
        return read && same
            && summary.TotalLength == packet.BuildIPv4().Length
            && summary.TimeToLive == packet.Ttl
            && summary.TypeOfService == packet.TypeOfService;
    }

    [Property(MaxTest = 2_000, Arbitrary = [typeof(Generators)])]
    public bool P03_the_bucket_depends_on_the_flow_alone(Flow flow, TestPacket one, TestPacket other)
    {
        // Whatever else differs, and through whichever MUX or agent, the same flow has one hash.
        FlowReader.TryReadFrame(one.Of(flow).Build(), out PacketSummary first, out _);
        FlowReader.TryRead(other.Of(flow).BuildIPv4(), out PacketSummary second, out _);
        FlowReader.TryReadFrame(Packets.IcmpError(flow).Build(), out PacketSummary error, out _);
        ulong hash = FlowHash.Of(s_key, flow).Value;
        return FlowHash.Of(s_key, first.Flow).Value == hash
            && FlowHash.Of(s_key, second.Flow).Value == hash
            && FlowHash.Of(s_key, error.Flow).Value == hash;
    }

    [Property(Arbitrary = [typeof(Generators)])]
    public bool P07_up_to_two_tags_change_nothing_but_the_offset(TestPacket packet)
    {
        FlowReader.TryReadFrame(packet.Tagged().Build(), out PacketSummary untagged, out _);
        return Tpids().All(tags =>
            FlowReader.TryReadFrame(packet.Tagged(tags).Build(), out PacketSummary tagged, out DropReason reason)
                ? tagged == untagged with { Offset = 14 + (4 * tags.Length) }
                : tags.Length == 3 && reason == DropReason.TooManyVlanTags);
    }

    [Property(Arbitrary = [typeof(Generators)])]
    public bool P04_padding_is_not_part_of_the_packet(TestPacket packet)
    {
        FlowReader.TryReadFrame(packet.Padded(0).Build(), out PacketSummary bare, out _);
        FlowReader.TryReadFrame(packet.Padded(30).Build(), out PacketSummary padded, out _);
        FlowReader.TryReadFrame(packet.Padded(3).WithLengthLie(4).Build(), out _, out DropReason lie);
        return bare == padded && lie == DropReason.IPv4LengthBeyondFrame;
    }

    private static bool IsConsistent(byte[] bytes)
    {
        bool read = FlowReader.TryReadFrame(bytes, out PacketSummary packet, out DropReason reason);
        if (read != (reason == DropReason.None) || !IsReadWithinBounds(bytes, packet, reason)) return false;
        return !read || (packet.Offset + packet.TotalLength <= bytes.Length
            && packet.HeaderLength >= 20 && packet.HeaderLength <= packet.TotalLength
            && packet.Flow.Protocol is TransportProtocol.Tcp or TransportProtocol.Udp);
    }

    /// <summary>What stands behind the span does not change the result.</summary>
    private static bool IsReadWithinBounds(byte[] bytes, PacketSummary packet, DropReason reason)
    {
        return ((byte[])[0x00, 0x45, 0xff]).All(fill =>
        {
            byte[] longer = [.. bytes, .. Enumerable.Repeat(fill, 80)];
            FlowReader.TryReadFrame(longer.AsSpan(0, bytes.Length), out PacketSummary again, out DropReason same);
            return again == packet && same == reason;
        });
    }

    private static IEnumerable<ushort[]> Tpids()
    {
        ushort[] kinds = [0x8100, 0x88a8, 0x9100];
        foreach (ushort outer in kinds)
        {
            yield return [outer];
            foreach (ushort inner in kinds)
            {
                yield return [outer, inner];
                yield return [outer, inner, 0x8100];
            }
        }
    }
}
