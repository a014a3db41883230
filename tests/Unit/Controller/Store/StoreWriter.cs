using Beamer.Controller.Store;
using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Core.Hashing;
using Beamer.Core.Planning;
using Beamer.Core.Tables;

namespace Beamer.Tests.Unit.Controller.Store;

/// <summary>
/// Publishes into a store as the engine does: a small pool whose weights change with every publication.
/// </summary>
internal sealed class StoreWriter
{
    internal static readonly Pool Web = new(new PoolId(1), "web", 16, 2, 1, new SipKey(7, 9));

    private readonly IFleetStore _store;
    private FleetTable _table;

    internal StoreWriter(IFleetStore store)
    {
        _store = store;
        Term = store.BeginTerm();
        _table = store.Load().Committed;
    }

    internal ulong Term { get; }

    internal FleetTable Table => _table;

    internal static FleetIntent Intent { get; } = new(
        [new IntentPool(Web, [new IPv4Network(IPv4Address.Parse("10.0.0.0"), 8)])],
        [new Service(new ServiceKey(IPv4Address.Parse("192.0.2.10"), 80, TransportProtocol.Tcp), Web.Id)],
        [.. Enumerable.Range(1, 3).Select(i => new IntentServer(
            $"s{i}", AddressOf(i), Web.Id, (uint)(100 * i), i == 3))],
        [new MuxEntry("mux1", IPv4Address.Parse("10.0.0.200"))]);

    /// <summary>Stores and commits one publication more.</summary>
    internal void Publish()
    {
        FleetDelta delta = NextDelta();
        _store.Save(
        [
            new FleetEffect.StoreIntent(Intent, "operator", "declares the fleet"),
            new FleetEffect.StorePublication(delta, "operator", $"publication {delta.To}"),
            new FleetEffect.StoreIncarnation("s1", 0xfedc_ba98_7654_3210 + delta.To.Value),
            new FleetEffect.StoreMux("mux1", IsKnown: true),
        ]);
        _store.Save([new FleetEffect.StoreCommit(delta.To)]);
        Assert(_table.TryApply(delta, out _table, out _));
    }

    /// <summary>The publication that would be next.</summary>
    internal FleetDelta NextDelta()
    {
        FleetConfiguration configuration = new(
            [Web],
            Intent.Services,
            [.. Intent.Servers.Select(server => new Server(server.Name, server.Address, server.Pool))],
            Intent.Muxes);
        BucketTable present = _table.Pools.GetValueOrDefault(Web.Id) ?? BucketTable.Empty(Web);
        uint turn = _table.Generation.Value % 3;
        PlanServer[] servers =
            [.. Enumerable.Range(1, 3).Select(i => new PlanServer(AddressOf(i), 100, i != turn, i != turn))];
        MovePlan plan = Planner.Plan(present, servers, _table.Generation.Next());
        return _table.NextDelta(
            Term, _table.Generation == Generation.Zero ? configuration : null, plan.Rows is null ? [] : [plan.Rows]);
    }

    private static IPv4Address AddressOf(int server) => new(0x0A000000u + (uint)server);

    private static void Assert(bool condition) => Xunit.Assert.True(condition);
}
