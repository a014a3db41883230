using Beamer.Core;
using Beamer.Core.Hashing;
using Beamer.Core.Planning;
using Beamer.Core.Tables;
using BenchmarkDotNet.Attributes;

namespace Beamer.Tests.Benchmarks;

/// <summary>
/// One server joins, one leaves, a tenth leaves. The aims: 5 ms for one with 65,536 buckets on 100 servers; 20 ms for
/// one and 200 ms for a tenth with 1,048,576 buckets on 10,000.
/// </summary>
[MemoryDiagnoser]
public class PlannerBenchmark
{
    private PlanServer[] _servers = [];
    private PlanServer[] _oneMore = [];
    private PlanServer[] _oneLess = [];
    private PlanServer[] _tenthLess = [];
    private BucketTable _table = BucketTable.Empty(new Pool(default, "web", 1, 2, 1, default));

    [Params(65_536, 1_048_576)]
    public int Buckets { get; set; }

    [Params(100, 10_000)]
    public int Servers { get; set; }

    [GlobalSetup]
    public void ShareOut()
    {
        _oneMore = [.. Enumerable.Range(1, Servers + 1)
            .Select(i => new PlanServer(new IPv4Address(0x0A000000u + (uint)i), 100, true, true))];
        _servers = _oneMore[..Servers];
        _oneLess = [.. _servers];
        _oneLess[Servers / 2] = _oneLess[Servers / 2] with { MayReceive = false };
        _tenthLess = [.. _servers.Select((server, i) => i % 10 == 0 ? server with { MayReceive = false } : server)];
        _table = BucketTable.Empty(new Pool(new PoolId(1), "web", Buckets, 2, 1, new SipKey(1, 2)));
        _table = _table.With(Planner.Plan(_table, _servers, new Generation(1)).Rows!);
    }

    [Benchmark]
    public MovePlan OneJoins() => Planner.Plan(_table, _oneMore, new Generation(2));

    [Benchmark]
    public MovePlan OneLeaves() => Planner.Plan(_table, _oneLess, new Generation(2));

    [Benchmark]
    public MovePlan TenthLeaves() => Planner.Plan(_table, _tenthLess, new Generation(2));

    [Benchmark]
    public MovePlan NothingChanges() => Planner.Plan(_table, _servers, new Generation(2));
}
