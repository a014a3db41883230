using Beamer.Core;
using Beamer.Tests.Testing;
using FsCheck.Fluent;
using Xunit;

namespace Beamer.Tests.Unit.Testing;

public sealed class GeneratorsTests
{
    /// <summary>A property over packets proves nothing about a kind of packet that it hardly ever meets.</summary>
    [Fact]
    public void Every_kind_of_packet_is_at_least_a_fiftieth_of_all()
    {
        var kinds = new Dictionary<string, Func<TestPacket, bool>>
        {
            ["TCP"] = p => p.Protocol == TransportProtocol.Tcp,
            ["UDP"] = p => p.Protocol == TransportProtocol.Udp,
            ["ICMP error"] = p => p.Protocol == TransportProtocol.Icmp,
            ["IPv4 options"] = p => p.Options.Length > 0,
            ["VLAN tags"] = p => p.VlanTags.Length > 0,
            ["padding"] = p => p.Padding > 0,
            ["wrong checksum"] = p => p.ChecksumError != 0,
            ["large"] = p => p.Body.Length > 1460,
            ["odd length"] = p => p.Body.Length % 2 == 1,
        };
        TestPacket[] packets = [.. Generators.TestPackets().Generator.Sample(2_000)];
        Assert.All(kinds, kind => Assert.InRange(packets.Count(kind.Value), 40, 2_000));
    }
}
