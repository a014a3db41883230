using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;
using Beamer.Tests.Model.States;

namespace Beamer.Tests.Model.Production;

/// <summary>
/// The fleet of the model in production's own words: three servers, one pool of one bucket, one service, one flow.
/// </summary>
internal sealed class ModelFleet
{
    internal static readonly IPv4Address MuxAddress = IPv4Address.Parse("10.0.1.1");

    internal static readonly Flow ClientFlow = new(
        IPv4Address.Parse("198.51.100.7"), IPv4Address.Parse("192.0.2.10"), 40_001, 80, TransportProtocol.Tcp);

    private static readonly IPv4Address s_firstServer = IPv4Address.Parse("10.0.0.1");

    private readonly FleetRules _rules;
    private readonly Memo<RowHistory, Published> _published;

    internal ModelFleet(int previousMax, FleetRules rules, bool forgets)
    {
        _rules = rules;
        Pool = new Pool(new PoolId(0), "web", 1, previousMax, 1, new SipKey(1, 2));
        _published = new Memo<RowHistory, Published>(Publish, forgets);
    }

    internal Pool Pool { get; }

    internal static IPv4Address AddressOf(int server) => new(s_firstServer.Value + (uint)server);

    internal static int ServerAt(IPv4Address address) => (int)(address.Value - s_firstServer.Value);

    /// <summary>Row 0 is published as generation 1.</summary>
    internal static Generation GenerationOf(int row) => new((uint)row + 1);

    internal static int RowOf(Generation generation) => (int)generation.Value - 1;

    /// <summary>A row of a history, with everything that production made of it.</summary>
    internal Published At(RowHistory rows, int row) => _published[rows.UpTo(row)];

    /// <summary>The row that production would publish next, as the model writes it.</summary>
    internal static Owners OwnersOf(in Row row)
    {
        ServerList previous = ServerList.Empty;
        foreach (IPv4Address owner in row.Previous) previous = previous.Append(ServerAt(owner));
        return new Owners(ServerAt(row.Current), previous);
    }

    private Published Publish(RowHistory rows)
    {
        Row row = RowFrom(rows.Newest, rows.Last);
        if (rows.Last == 0) return new Published(rows, FirstTable(row), null);
        FleetTable before = At(rows, rows.Last - 1).Table;
        RowSet changed = RowSet.From(Pool, [KeyValuePair.Create(0, row)]);
        Publication change = Publication.From(before, before.NextDelta(before.Term, null, [changed]), [], _rules);
        return new Published(rows, change.After, change);
    }

    private static Row RowFrom(Owners owners, int number)
    {
        Span<IPv4Address> previous = stackalloc IPv4Address[ServerList.Max];
        for (int i = 0; i < owners.Previous.Count; i++) previous[i] = AddressOf(owners.Previous[i]);
        return new Row(GenerationOf(number), AddressOf(owners.Current), previous[..owners.Previous.Count]);
    }

    private FleetTable FirstTable(in Row row)
    {
        FleetConfiguration configuration = new(
            [Pool],
            [new Service(ClientFlow.Service, Pool.Id)],
            [.. Enumerable.Range(0, ServerSet.Servers).Select(server =>
                new Server(ServerSet.NameOf(server).ToString().ToLowerInvariant(), AddressOf(server), Pool.Id))],
            [new MuxEntry("mux", MuxAddress)]);
        uint[] words = new uint[Pool.Layout.Stride];
        Pool.Layout.Write(words, row);
        bool isGood = FleetTable.TryCreate(
            1,
            row.Generation,
            configuration,
            [BucketTable.FromWords(Pool, words)],
            out FleetTable table,
            out List<string> reasons);
        Invariant.Require(isGood, string.Join(' ', reasons));
        return table;
    }
}
