using Beamer.Core;
using Beamer.Core.Hashing;
using Beamer.Core.Planning;
using Beamer.Core.Tables;
using Beamer.Rpc;
using Xunit;

namespace Beamer.Tests.Unit.Rpc;

/// <summary>What a change of the largest fleet costs on the wire: what it moves, not what there is.</summary>
public sealed class DeltaSizeTests
{
    private const int Servers = 10_000;
    private const int BytesMax = 64 * 1024;

    [Fact]
    public void One_server_that_joins_ten_thousand_costs_each_mux_less_than_64_KiB()
    {
        PlanServer[] servers = [.. Enumerable.Range(1, Servers + 1).Select(Server)];
        var pool = new Pool(new PoolId(1), "web", Pool.BucketCountMax, 2, 1, new SipKey(1, 2));
        BucketTable rows = BucketTable.Empty(pool);
        rows = rows.With(Planner.Plan(rows, servers[..Servers], new Generation(1)).Rows!);

        RowSet moved = Planner.Plan(rows, servers, new Generation(2)).Rows!;

        Assert.Equal(Pool.BucketCountMax / (Servers + 1), moved.Count);
        Assert.InRange(RowMessages.ToMessage(moved).CalculateSize(), 1, BytesMax);
    }

    private static PlanServer Server(int number) =>
        new(new IPv4Address(0x0A000000u + (uint)number), 100, MayReceive: true, IsAlive: true);
}
