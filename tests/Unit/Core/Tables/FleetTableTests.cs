using Beamer.Core;
using Beamer.Core.Tables;
using Beamer.Tests.Testing;
using Xunit;

namespace Beamer.Tests.Unit.Core.Tables;

/// <summary>
/// P41 table shape, P42 table references, P43 order of generations: refused whole, with every reason.
/// </summary>
public sealed class FleetTableTests
{
    private readonly FleetTable _table = Fleets.Table();

    [Fact]
    public void A_delta_that_fits_makes_the_next_table_and_leaves_this_one_alone()
    {
        FleetTable next = _table.Apply(Fleets.Move(_table, (3, 2, [4])));
        Assert.Equal(new Generation(2), next.Generation);
        Assert.Equal(new Row(new Generation(2), Fleets.Server(2), Fleets.Server(4)), next.Pools[new PoolId(0)][3]);
        Assert.Equal(new Row(new Generation(1), Fleets.Server(4)), _table.Pools[new PoolId(0)][3]);
    }

    [Fact]
    public void A_delta_for_another_generation_is_refused()
    {
        FleetDelta delta = Fleets.Move(_table, (3, 2, [4]));
        FleetTable next = _table.Apply(delta);
        Refused(next, delta, "from is generation 1, but this table is at 2.");
    }

    [Fact]
    public void A_lower_term_is_refused()
    {
        FleetTable later = _table.Apply(Fleets.Move(_table, (3, 2, [4])) with { Term = 7 });
        Refused(later, Fleets.Move(later, (3, 1, [])) with { Term = 6 }, "term 6 is lower than 7");
    }

    [Fact]
    public void A_generation_that_does_not_go_up_is_refused() => Refused(
        _table, Fleets.Move(_table, (3, 2, [4])) with { To = new Generation(1) }, "to is generation 1, not after from");

    [Fact]
    public void A_damaged_digest_is_refused() => Refused(
        _table, Fleets.Move(_table, (3, 2, [4])) with { Digest = new TableDigest(42) }, "digest is 000000000000002a");

    [Fact]
    public void An_unknown_server_is_refused() => Refused(
        _table, Fleets.Move(_table, (3, 77, [4])), "pools[web] bucket 3 current 10.0.0.77 is not a server");

    [Fact]
    public void An_unknown_previous_owner_is_refused() => Refused(
        _table, Fleets.Move(_table, (3, 1, [77])), "pools[web] bucket 3 previous 10.0.0.77 is not a server");

    [Fact]
    public void A_current_owner_among_the_previous_ones_is_refused() => Refused(
        _table, Fleets.Move(_table, (3, 1, [1])), "names its current owner 10.0.0.1 among the previous ones");

    [Fact]
    public void A_previous_owner_given_twice_is_refused() => Refused(
        _table, Fleets.Move(_table, (3, 1, [2, 2])), "names the previous owner 10.0.0.2 twice");

    [Fact]
    public void Every_reason_is_given_at_once()
    {
        FleetDelta delta = Fleets.Move(_table, (3, 77, [77]), (5, 1, [1]));
        Assert.False(_table.TryApply(delta, out FleetTable same, out List<string> reasons));
        Assert.Same(_table, same);
        Assert.Equal(4, reasons.Count);
    }

    [Fact]
    public void A_row_for_a_bucket_outside_the_pool_is_refused()
    {
        RowSet rows = Fleets.Move(_table, (3, 2, [])).Rows[0] with { Buckets = [64] };
        FleetDelta delta = Fleets.Move(_table, (3, 2, [])) with { Rows = [rows] };
        Refused(_table, delta, "bucket 64 is out of range");
    }

    [Fact]
    public void A_changed_row_carries_the_generation_of_its_delta()
    {
        FleetDelta delta = Fleets.Move(_table, (3, 2, []));
        Refused(_table, delta with { To = new Generation(9) }, "has generation 2; a changed row carries 9");
    }

    [Fact]
    public void The_size_of_a_pool_is_fixed_for_life()
    {
        FleetConfiguration configuration = Fleets.Configuration(pool: Fleets.Pool(buckets: 128));
        FleetDelta delta = new(1, _table.Generation, _table.Generation.Next(), _table.Digest, configuration, []);
        Refused(_table, delta, "pools[web]: buckets and previous are fixed for the life of a pool.");
    }

    [Fact]
    public void A_server_that_rows_still_name_cannot_leave_the_configuration()
    {
        FleetConfiguration configuration = Fleets.Configuration(servers: 3);
        FleetDelta delta = _table.NextDelta(1, configuration, []);
        Refused(_table, delta, "current 10.0.0.4 is not a server of this fleet");
    }

    [Fact]
    public void A_server_that_no_row_names_can_leave_the_configuration()
    {
        FleetTable drained = _table.Apply(Fleets.Move(
            _table, [.. Enumerable.Range(0, 64).Where(b => b % 4 == 3).Select(b => (b, 1, Array.Empty<int>()))]));
        FleetTable smaller = drained.Apply(drained.NextDelta(1, Fleets.Configuration(servers: 3), []));
        Assert.Equal(3, smaller.Configuration.Servers.Length);
    }

    [Fact]
    public void A_new_pool_starts_with_empty_rows()
    {
        FleetConfiguration configuration = _table.Configuration with
        {
            Pools = [Fleets.Pool(), Fleets.Pool(buckets: 8) with { Id = new PoolId(1), Name = "api" }],
        };
        FleetTable next = _table.Apply(_table.NextDelta(1, configuration, []));
        Assert.True(next.Pools[new PoolId(1)][7].Current.IsNone);
    }

    [Fact]
    public void A_table_without_the_rows_of_a_pool_is_refused()
    {
        bool good = FleetTable.TryCreate(
            1, new Generation(1), Fleets.Configuration(), [], out FleetTable _, out List<string> reasons);
        Assert.False(good);
        Assert.Equal(["pools[web] has no rows."], reasons);
    }

    [Fact]
    public void A_table_with_the_rows_of_a_pool_twice_is_refused()
    {
        BucketTable rows = BucketTable.Empty(Fleets.Pool());
        bool good = FleetTable.TryCreate(
            1, new Generation(1), Fleets.Configuration(), [rows, rows], out FleetTable _, out List<string> reasons);
        Assert.False(good);
        Assert.Equal(["pools[web] has two sets of rows."], reasons);
    }

    private static void Refused(FleetTable table, FleetDelta delta, string sentence)
    {
        Assert.False(table.TryApply(delta, out FleetTable same, out List<string> reasons));
        Assert.Same(table, same);
        Assert.Contains(reasons, reason => reason.Contains(sentence, StringComparison.Ordinal));
        Assert.All(reasons, reason => Assert.EndsWith(".", reason, StringComparison.Ordinal));
    }
}
