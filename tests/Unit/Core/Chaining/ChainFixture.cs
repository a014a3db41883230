using System.Collections.Immutable;
using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;
using Beamer.Core.Wire;
using Xunit;

namespace Beamer.Tests.Unit.Core.Chaining;

/// <summary>
/// A fleet of four servers A to D, one MUX, one pool; every bucket of an agent's view has the same row.
/// </summary>
internal static class ChainFixture
{
    internal static readonly IPv4Address A = IPv4Address.Parse("10.0.0.1");
    internal static readonly IPv4Address B = IPv4Address.Parse("10.0.0.2");
    internal static readonly IPv4Address C = IPv4Address.Parse("10.0.0.3");
    internal static readonly IPv4Address D = IPv4Address.Parse("10.0.0.4");
    internal static readonly IPv4Address MuxAddress = IPv4Address.Parse("10.0.1.1");
    internal static readonly IPv4Address Stranger = IPv4Address.Parse("203.0.113.9");
    internal static readonly IPv4Address Vip = IPv4Address.Parse("192.0.2.10");
    internal static readonly IPv4Address Client = IPv4Address.Parse("198.51.100.7");
    internal static readonly ImmutableArray<IPv4Address> Servers = [A, B, C, D];

    internal static readonly Pool Web = new(new PoolId(1), "web", 16, 7, 1, new SipKey(1, 2));

    internal static readonly FleetConfiguration Configuration = new(
        [Web],
        [new(new(Vip, 80, TransportProtocol.Tcp), Web.Id), new(new(Vip, 53, TransportProtocol.Udp), Web.Id)],
        [.. Servers.Select((address, i) => new Server("s" + i, address, Web.Id))],
        [new MuxEntry("m", MuxAddress)]);

    internal static Row Row(uint generation, IPv4Address current, params ReadOnlySpan<IPv4Address> previous) =>
        new(new Generation(generation), current, previous);

    internal static FleetTable Table(uint generation, Row row)
    {
        uint[] words = new uint[Web.BucketCount * Web.Layout.Stride];
        for (int i = 0; i < Web.BucketCount; i++) Web.Layout.Write(words.AsSpan(i * Web.Layout.Stride), row);
        BucketTable rows = BucketTable.FromWords(Web, words);
        bool good = FleetTable.TryCreate(
            1, new Generation(generation), Configuration, [rows], out FleetTable table, out var reasons);
        Assert.True(good, string.Join(' ', reasons));
        return table;
    }

    /// <summary>A row for every bucket, as a change brings it.</summary>
    internal static RowSet EveryBucket(Row row) =>
        RowSet.From(Web, Enumerable.Range(0, Web.BucketCount).Select(bucket => KeyValuePair.Create(bucket, row)));

    /// <summary>An admitted and synced agent with this active row, which may have heard of a newer one.</summary>
    internal static AgentView View(IPv4Address self, Row row, uint known = 0, uint admission = 0)
    {
        uint[] admissions = Enumerable.Repeat(admission, Web.BucketCount).ToArray();
        AgentView view = AgentView.Restore(self, Table(row.Generation.Value, row), admissions).WithSynced(true);
        if (known <= row.Generation.Value) return view;
        RowSet newer = EveryBucket(Row(known, row.Current, row.Previous));
        const PrepareStage stage = PrepareStage.NewAndPreviousOwners;
        bool good = view.TryWithPrepare(new Generation(known), stage, null, [newer], out view, out var reasons);
        Assert.True(good, string.Join(' ', reasons));
        return view;
    }

    internal static ChainHeader Header(uint generation, params ReadOnlySpan<IPv4Address> previous) => new()
    {
        Version = ChainVersion.Row,
        HopBudget = ChainHeader.HopBudgetDefault,
        Generation = new Generation(generation),
        Pool = Web.Id,
        Bucket = 3,
        Hops = new ChainHops(previous),
    };

    internal static ChainHeader GlbHeader(params ReadOnlySpan<IPv4Address> previous) =>
        new() { Version = ChainVersion.Glb, Hops = new ChainHops(previous) };

    internal static PacketSummary Segment(TcpFlags flags) =>
        new() { Flow = new Flow(Client, Vip, 40_001, 80, TransportProtocol.Tcp), Flags = flags };

    internal static PacketSummary Datagram() =>
        new() { Flow = new Flow(Client, Vip, 40_001, 53, TransportProtocol.Udp) };

    internal static PacketSummary IcmpError() => Segment(TcpFlags.None) with { IsIcmpError = true };
}
