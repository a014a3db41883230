using Beamer.Core;
using Beamer.Core.Forwarding;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;
using Beamer.Tests.Testing;
using Xunit;

namespace Beamer.Tests.DataPlane.Mux;

public sealed class ServiceSlotsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(500)]
    [InlineData(5000)]
    public void The_kernel_finds_every_service_and_no_other(int count)
    {
        ServiceKey[] keys = [.. Enumerable.Range(0, count).Select(Key)];
        using var differ = new MuxDiffer(Table(keys));

        foreach (ServiceKey key in keys.Where((_, i) => i % (1 + (count / 200)) == 0))
        {
            Assert.Equal(MuxVerdict.Forward, Send(differ, key));
            Assert.Equal(MuxVerdict.Drop, Send(differ, key with { Port = (ushort)(key.Port ^ 0x8000) }));
            Assert.Equal(MuxVerdict.Pass, Send(differ, key with { Vip = new IPv4Address(key.Vip.Value | 0x00800000) }));
        }
    }

    private static ServiceKey Key(int i) => new(
        new IPv4Address(IPv4Address.Parse("10.1.0.0").Value + (uint)(i / 3)),
        (ushort)(80 + (i % 3)),
        i % 2 == 0 ? TransportProtocol.Tcp : TransportProtocol.Udp);

    private static MuxVerdict Send(MuxDiffer differ, ServiceKey key)
    {
        byte[] frame = Packets.Of(
            new Flow(IPv4Address.Parse("198.51.100.7"), key.Vip, 4711, key.Port, key.Protocol)).Build();
        Assert.Equal("", differ.Compare(frame, out ForwardingResult result));
        return result.Verdict;
    }

    private static ForwardingTable Table(ServiceKey[] keys)
    {
        IPv4Address server = IPv4Address.Parse("172.31.0.1");
        var pool = new Pool(new PoolId(1), "web", 8, 2, 1, new SipKey(3, 4));
        var configuration = new FleetConfiguration(
            [pool], [.. keys.Select(key => new Service(key, pool.Id))], [new Server("s1", server, pool.Id)], []);
        BucketTable rows = BucketTable.Empty(pool).With(RowSet.From(pool, Enumerable.Range(0, 8).Select(
            bucket => KeyValuePair.Create(bucket, new Row(new Generation(1), server)))));
        bool good = FleetTable.TryCreate(
            1, new Generation(1), configuration, [rows], out FleetTable fleet, out List<string> reasons);
        Assert.True(good, string.Join(' ', reasons));
        return ForwardingTable.Compile(fleet, new ForwardingSettings(MuxFleets.Mux, 0, 1600));
    }
}
