using Beamer.Core;
using Beamer.Core.Wire;
using Beamer.Tests.Testing;
using Xunit;

namespace Beamer.Tests.Unit.Core.Wire;

public sealed class IcmpErrorTests
{
    private static readonly Flow s_flow = Packets.Tcp().Flow;

    [Fact]
    public void P17_eight_quoted_bytes_suffice_whatever_options_the_quoted_header_has()
    {
        for (int words = 0; words <= 10; words++)
        {
            TestPacket quoted = Packets.Of(s_flow.Reversed()).WithOptions([.. Enumerable.Repeat((byte)1, words * 4)]);
            for (int length = 0; length <= 20; length++)
            {
                byte[] error = Packets.IcmpError(quoted, quotedBytes: length).BuildIPv4();
                bool read = FlowReader.TryRead(error, out PacketSummary packet, out DropReason reason);
                Assert.Equal(length >= 8, read);
                Assert.Equal(length >= 8 ? DropReason.None : DropReason.IcmpTruncated, reason);
                if (read) Assert.Equal(s_flow, packet.Flow);
            }
        }
    }

    [Fact]
    public void Other_types_are_refused()
    {
        for (int type = 0; type < 256; type++)
        {
            DropReason expected = type switch
            {
                3 or 11 or 12 => DropReason.None,
                0 or 8 => DropReason.IcmpEcho,
                _ => DropReason.IcmpNotError,
            };
            Assert.Equal(expected, ReasonFor(Packets.IcmpError(s_flow, (byte)type)));
        }
    }

    [Fact]
    public void A_quote_that_the_recipient_did_not_send_is_refused() => Assert.Equal(
        DropReason.IcmpQuoteMismatch, ReasonFor(Packets.IcmpError(s_flow).To("192.0.2.11", 0)));

    [Fact]
    public void Quotes_without_ports_are_refused()
    {
        TestPacket quoted = Packets.Of(s_flow.Reversed());
        Assert.Equal(DropReason.IcmpQuoteInvalid, ReasonFor(Packets.IcmpError(quoted.Fragment(8, more: false))));
        TestPacket other = quoted with { Protocol = (TransportProtocol)47, Body = [.. new byte[20]] };
        Assert.Equal(DropReason.IcmpQuoteInvalid, ReasonFor(Packets.IcmpError(other)));
        Assert.Equal(DropReason.None, ReasonFor(Packets.IcmpError(quoted.Fragment(0, more: true))));
    }

    [Theory]
    [InlineData(0, DropReason.PathMtuTooSmall)]
    [InlineData(551, DropReason.PathMtuTooSmall)]
    [InlineData(552, DropReason.None)]
    [InlineData(1500, DropReason.None)]
    public void A_path_mtu_below_552_is_not_believed(ushort mtu, DropReason expected) =>
        Assert.Equal(expected, ReasonFor(Packets.IcmpError(s_flow, 3, 4) with { IcmpMtu = mtu }));

    private static DropReason ReasonFor(TestPacket packet)
    {
        FlowReader.TryRead(packet.BuildIPv4(), out _, out DropReason reason);
        return reason;
    }
}
