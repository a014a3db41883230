using Beamer.Core;
using Beamer.Core.Forwarding;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;
using Xunit;

namespace Beamer.Tests.Unit.Core.Forwarding;

/// <summary>Small fleets: one pool whose buckets all have the same row.</summary>
internal static class ForwardingFleet
{
    public const int Headroom = 128;
    public static readonly IPv4Address Mux = IPv4Address.Parse("172.16.0.1");
    public static readonly IPv4Address Vip = IPv4Address.Parse("192.0.2.10");
    public static readonly IPv4Address Current = IPv4Address.Parse("172.16.1.1");
    public static readonly IPv4Address Newer = IPv4Address.Parse("172.16.1.2");
    public static readonly IPv4Address Older = IPv4Address.Parse("172.16.1.3");
    public static readonly ForwardingSettings Settings = new(Mux, 0, 9_500);
    public static readonly Row Row = new(new Generation(7), Current, Newer, Older);

    /// <summary>192.0.2.10:80/tcp and :53/udp, in a pool of 16 buckets with the row 172.16.1.1 [.2, .3].</summary>
    public static ForwardingTable Web(ForwardingSettings? settings = null) =>
        Compile(Fleet(Row, 1, Service(80, TransportProtocol.Tcp), Service(53, TransportProtocol.Udp)), settings);

    public static ForwardingTable Compile(FleetTable fleet, ForwardingSettings? settings = null) =>
        ForwardingTable.Compile(fleet, settings ?? Settings);

    /// <summary>A table with exactly the service that <paramref name="flow"/> asks for.</summary>
    public static ForwardingTable For(Flow flow, Row row, byte headerVersion = 1) =>
        Compile(Fleet(row, headerVersion, flow.Service));

    public static FleetTable Fleet(Row row, byte headerVersion, params ServiceKey[] services)
    {
        var pool = new Pool(new PoolId(5), "web", 16, Row.PreviousMax, headerVersion, new SipKey(1, 2));
        IPv4Address[] owners = row.Current.IsNone ? [] : [row.Current, .. row.Previous];
        var configuration = new FleetConfiguration(
            [pool],
            [.. services.Select(key => new Service(key, pool.Id))],
            [.. owners.Select((address, i) => new Server($"server-{i}", address, pool.Id))],
            [new MuxEntry("mux-1", Mux)]);
        int stride = pool.Layout.Stride;
        uint[] words = new uint[pool.BucketCount * stride];
        for (int i = 0; i < pool.BucketCount; i++) pool.Layout.Write(words.AsSpan(i * stride, stride), row);
        BucketTable rows = BucketTable.FromWords(pool, words);
        bool good = FleetTable.TryCreate(
            3, row.Generation, configuration, [rows], out FleetTable table, out List<string> reasons);
        Assert.True(good, string.Join(' ', reasons));
        return table;
    }

    /// <summary>Sends a frame through the forwarder.</summary>
    /// <returns>What became of it, and the outer packet when it was forwarded, else the frame afterwards.</returns>
    public static (ForwardingResult Result, byte[] Bytes) Send(
        this ForwardingTable table, byte[] frame, int headroom = Headroom)
    {
        byte[] buffer = [.. new byte[headroom], .. frame];
        ForwardingResult result = Forwarder.Forward(buffer, headroom, frame.Length, table);
        return result.Verdict == MuxVerdict.Forward
            ? (result, buffer[result.Offset..(result.Offset + result.Length)])
            : (result, buffer[headroom..]);
    }

    private static ServiceKey Service(ushort port, TransportProtocol protocol) => new(Vip, port, protocol);
}
