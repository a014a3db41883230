using Beamer.Core;
using Beamer.Core.Hashing;
using Beamer.Core.Planning;
using Beamer.Core.Tables;
using BenchmarkDotNet.Attributes;

namespace Beamer.Tests.Benchmarks;

/// <summary>65,536 buckets on 100 servers: one joins, one leaves. The aim is 5 ms.</summary>
[MemoryDiagnoser]
public class PlannerBenchmark
{
    private const int ServerCount = 100;
    private PlanServer[] _servers = [];
    private PlanServer[] _oneMore = [];
    private PlanServer[] _oneLess = [];
    private BucketTable _table = BucketTable.Empty(new Pool(default, "web", 1, 2, 1, default));

    [Params(65_536, 1_048_576)]
    public int Buckets { get; set; }

    [GlobalSetup]
    public void ShareOut()
    {
        _oneMore = [.. Enumerable.Range(1, ServerCount + 1)
            .Select(i => new PlanServer(new IPv4Address(0x0A000000u + (uint)i), 100, true, true))];
        _servers = _oneMore[..ServerCount];
        _oneLess = [.. _servers];
        _oneLess[ServerCount / 2] = _oneLess[ServerCount / 2] with { MayReceive = false };
        _table = BucketTable.Empty(new Pool(new PoolId(1), "web", Buckets, 2, 1, new SipKey(1, 2)));
        _table = _table.With(Planner.Plan(_table, _servers, new Generation(1)).Rows!);
    }

    [Benchmark]
    public MovePlan OneJoins() => Planner.Plan(_table, _oneMore, new Generation(2));

    [Benchmark]
    public MovePlan OneLeaves() => Planner.Plan(_table, _oneLess, new Generation(2));

    [Benchmark]
    public MovePlan NothingChanges() => Planner.Plan(_table, _servers, new Generation(2));
}
