using Beamer.Core;
using Beamer.Core.Tables;
using Beamer.Hosting;
using Beamer.Mux.Forwarding;
using Beamer.Mux.Tables;
using Beamer.Tests.Unit.Core.Forwarding;
using Xunit;

namespace Beamer.Tests.Unit.Mux.Tables;

public sealed class TableKeeperTests : IDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), "beamer-" + Path.GetRandomFileName());
    private readonly Readiness _readiness = new();
    private readonly PortableDataPlane _plane = new(new LiveTable(), []);

    [Fact]
    public void A_table_is_in_force_and_durable_when_it_is_accepted()
    {
        TableKeeper keeper = Keeper();
        Assert.Empty(keeper.Restore());
        Assert.False(_readiness.IsReady);

        Assert.Empty(keeper.Accept(Table(7)));

        Assert.True(_readiness.IsReady);
        Assert.Equal(new Generation(7), _plane.Current!.Fleet.Generation);
        Assert.Equal(new Generation(7), new TableStore(_directory).Load(out _)!.Generation);
    }

    [Fact]
    public void R17_a_restart_begins_with_the_table_that_was_accepted_last()
    {
        Assert.Empty(Keeper().Accept(Table(7)));

        TableKeeper restarted = Keeper();
        Assert.Empty(restarted.Restore());

        Assert.Equal(new Generation(7), restarted.Table.Generation);
        Assert.NotEmpty(restarted.Accept(Table(6)));
        Assert.Equal(new Generation(7), restarted.Table.Generation);
    }

    [Fact]
    public void P43_an_older_table_a_lower_term_and_another_digest_are_refused()
    {
        TableKeeper keeper = Keeper();
        Assert.Empty(keeper.Accept(Table(7, term: 3)));

        Assert.Equal(2, keeper.Accept(Table(6, term: 2)).Count);
        Assert.Contains("digest", Assert.Single(keeper.Accept(Table(7, term: 3, owner: ForwardingFleet.Older))));
        Assert.Empty(keeper.Accept(Table(7, term: 4)));
        Assert.Equal(4ul, keeper.Table.Term);
    }

    [Fact]
    public void A_table_that_cannot_be_stored_is_not_used()
    {
        File.WriteAllText(_directory, "in the way");
        TableKeeper keeper = Keeper();

        Assert.Contains("cannot be stored", Assert.Single(keeper.Accept(Table(7))));

        Assert.Null(_plane.Current);
        File.Delete(_directory);
    }

    [Fact]
    public void A_delta_follows_the_table_in_force_or_is_refused()
    {
        TableKeeper keeper = Keeper();
        Assert.Empty(keeper.Accept(Table(7)));
        FleetTable next = keeper.Table;
        var row = new Row(next.Generation.Next(), ForwardingFleet.Newer, ForwardingFleet.Current);
        Pool pool = next.Configuration.Pools[0];
        FleetDelta delta = next.NextDelta(3, null, [RowSet.From(pool, [new(4, row)])]);

        Assert.Empty(keeper.Accept(delta));
        Assert.Equal(row, _plane.Current!.Fleet.Pools[pool.Id][4]);
        Assert.Contains("from is generation 7", keeper.Accept(delta)[0]);
        Assert.Equal(new Generation(8), new TableStore(_directory).Load(out _)!.Generation);
    }

    public void Dispose()
    {
        if (Directory.Exists(_directory)) Directory.Delete(_directory, recursive: true);
    }

    private static FleetTable Table(uint generation, ulong term = 3, IPv4Address? owner = null)
    {
        IPv4Address current = owner ?? ForwardingFleet.Current;
        FleetTable fleet = ForwardingFleet.Fleet(
            new Row(new Generation(generation), current, ForwardingFleet.Newer),
            1,
            new ServiceKey(ForwardingFleet.Vip, 80, TransportProtocol.Tcp));
        Assert.True(FleetTable.TryCreate(
            term, fleet.Generation, fleet.Configuration, fleet.Pools.Values, out FleetTable table, out _));
        return table;
    }

    private TableKeeper Keeper() => new(new TableStore(_directory), _plane, ForwardingFleet.Settings, _readiness);
}
