using Beamer.Core.Forwarding;
using Beamer.Core.Planning;
using Beamer.Core.Tables;
using BenchmarkDotNet.Attributes;

namespace Beamer.Tests.Benchmarks;

/// <summary>
/// What a MUX does with what the feed brings, from words to the table that its workers read: a snapshot (25 ms with
/// 1,048,576 rows is the aim), and a delta of 1,000 rows (1 ms). The workers go on meanwhile with the table before.
/// </summary>
[MemoryDiagnoser]
public class TableBenchmark
{
    private const int DeltaRows = 1000;

    private FleetTable _table = FleetTable.Empty;
    private FleetDelta _delta = null!;
    private uint[] _words = [];

    [Params(65_536, 1_048_576)]
    public int Buckets { get; set; }

    [Params(100, 10_000)]
    public int Servers { get; set; }

    [GlobalSetup]
    public void Publish()
    {
        _table = BenchmarkFleet.Create(Buckets, Servers);
        BucketTable rows = _table.Pools.Values.Single();
        _words = rows.Words.ToArray();
        PlanServer[] servers =
        [
            .. _table.Configuration.Servers.Select((server, i) =>
                new PlanServer(server.Address, 100, MayReceive: i > 0, IsAlive: true)),
        ];
        RowSet moved = Planner.Plan(rows, servers, _table.Generation.Next()).Rows!;
        int count = Math.Min(DeltaRows, moved.Count);
        var some = new RowSet(
            moved.Pool, moved.Layout, moved.Buckets[..count], moved.Words[..(count * moved.Layout.Stride)]);
        _delta = _table.NextDelta(_table.Term, null, [some]);
    }

    [Benchmark]
    public ForwardingTable Snapshot()
    {
        // A copy, as the words of a message are copied out of it.
        BucketTable rows = BucketTable.FromWords(_table.Configuration.Pools[0], [.. _words]);
        bool good = FleetTable.TryCreate(
            _table.Term,
            _table.Generation,
            _table.Configuration,
            [rows],
            out FleetTable table,
            out List<string> reasons);
        return Compile(good, table, reasons);
    }

    [Benchmark]
    public ForwardingTable Delta()
    {
        bool good = _table.TryApply(_delta, out FleetTable table, out List<string> reasons);
        return Compile(good, table, reasons);
    }

    private static ForwardingTable Compile(bool good, FleetTable table, List<string> reasons) => good
        ? ForwardingTable.Compile(table, BenchmarkFleet.Settings)
        : throw new InvalidOperationException(string.Join(' ', reasons));
}
