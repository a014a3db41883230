using Beamer.Core;
using Beamer.Core.Hashing;
using Beamer.Core.Wire;
using Beamer.Tests.Testing;
using Beamer.Tests.Unit.Vectors;
using Xunit;

namespace Beamer.Tests.Unit.Core.Wire;

public sealed class EncapsulationTests
{
    [Fact]
    public void Whole_packets_agree_with_the_python_implementation() =>
        Assert.All(Vector.ReadAll("packets.txt"), vector =>
        {
            byte[] received = vector.Bytes("received");
            Assert.True(FlowReader.TryRead(received, out PacketSummary packet, out _));
            ChainHeader chain = vector.Chain();
            int size = Encapsulation.Size(chain.Version, chain.Hops.Count);
            byte[] buffer = [.. Enumerable.Repeat((byte)0xAA, size), .. received];
            var outer = new OuterHeader(
                vector.Address("source"),
                vector.Address("destination"),
                FlowHash.Of(vector.Key(), packet.Flow).SourcePort,
                OuterHeader.TypeOfServiceFor((byte)vector.Value("dscp"), packet.TypeOfService));
            Assert.True(IPv4Rewrite.TryDecrementTimeToLive(buffer.AsSpan(size), out _));
            Encapsulation.Write(buffer.AsSpan(0, size), outer, chain, packet.TotalLength);
            Assert.Equal(vector.Text("bytes"), Convert.ToHexStringLower(buffer));
        });

    [Theory]
    [InlineData(ChainVersion.Glb, 0, 36)]
    [InlineData(ChainVersion.Glb, 1, 40)]
    [InlineData(ChainVersion.Row, 0, 44)]
    [InlineData(ChainVersion.Row, 2, 52)]
    [InlineData(ChainVersion.Row, 7, Encapsulation.SizeMax)]
    public void The_overhead_is_what_the_document_says(ChainVersion version, int hops, int bytes) =>
        Assert.Equal(bytes, Encapsulation.Size(version, hops));

    [Fact]
    public void P08_time_to_live_falls_by_one_and_never_to_zero()
    {
        for (int ttl = 0; ttl < 256; ttl++)
        {
            byte[] packet = Packets.Tcp().TimeToLive(ttl).BuildIPv4();
            byte[] expected = ttl <= 1 ? [.. packet] : Packets.Tcp().TimeToLive(ttl - 1).BuildIPv4();
            Assert.Equal(ttl > 1, IPv4Rewrite.TryDecrementTimeToLive(packet, out DropReason reason));
            Assert.Equal(ttl > 1 ? DropReason.None : DropReason.TtlExpired, reason);
            Assert.Equal(expected, packet);
        }
    }

    [Fact]
    public void P14_the_checksum_is_mended_right_at_every_value()
    {
        for (int identification = 0; identification <= 0xffff; identification++)
        {
            TestPacket packet = Packets.Tcp() with { Identification = (ushort)identification };
            byte[] bytes = packet.BuildIPv4();
            IPv4Rewrite.TryDecrementTimeToLive(bytes, out _);
            Assert.True(bytes.AsSpan().SequenceEqual(packet.TimeToLive(packet.Ttl - 1).BuildIPv4()));
        }
    }

    [Fact]
    public void P09_all_sixteen_congestion_marks_leave_the_tunnel_as_rfc_6040_says()
    {
        // Figure 4 of RFC 6040, inner mark by row, outer mark by column: Not-ECT, ECT(0), ECT(1), CE; null is a drop.
        Ecn[] order = [Ecn.NotEct, Ecn.Ect0, Ecn.Ect1, Ecn.Ce];
        Ecn?[][] figure =
        [
            [Ecn.NotEct, Ecn.NotEct, Ecn.NotEct, null],
            [Ecn.Ect0, Ecn.Ect0, Ecn.Ect1, Ecn.Ce],
            [Ecn.Ect1, Ecn.Ect1, Ecn.Ect1, Ecn.Ce],
            [Ecn.Ce, Ecn.Ce, Ecn.Ce, Ecn.Ce],
        ];
        for (int inner = 0; inner < 4; inner++)
        {
            for (int outer = 0; outer < 4; outer++)
            {
                byte[] packet = Packets.Tcp().Marked(order[inner]).BuildIPv4();
                bool kept = Decapsulation.TryApplyCongestion(packet, order[outer], out DropReason reason);
                Assert.Equal(figure[inner][outer] is not null, kept);
                Assert.Equal(kept ? DropReason.None : DropReason.CongestionMarkForbidden, reason);
                Ecn expected = figure[inner][outer] ?? order[inner];
                Assert.Equal(Packets.Tcp().Marked(expected).BuildIPv4(), packet);
            }
        }
    }

    [Fact]
    public void P09_entering_the_tunnel_copies_the_mark_and_keeps_the_tunnel_s_own_class()
    {
        for (int service = 0; service < 256; service++)
        {
            Assert.Equal((46 << 2) | (service & 3), OuterHeader.TypeOfServiceFor(46, (byte)service));
        }
    }
}
