using Beamer.Core;
using Beamer.Core.Forwarding;
using Beamer.Core.Tables;
using Beamer.Tests.Testing;
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

    private readonly FleetDelta[] _deltas = new FleetDelta[2];
    private FleetTable _table = FleetTable.Empty;
    private ForwardingRows _spare = ForwardingRows.None;
    private uint[] _words = [];
    private int _turn;

    [Params(65_536, 1_048_576)]
    public int Buckets { get; set; }

    [Params(100, 10_000)]
    public int Servers { get; set; }

    [GlobalSetup]
    public void Publish()
    {
        _table = BenchmarkFleet.Create(Buckets, Servers);
        BucketTable rows = _table.Pools.Values.Single();
        _words = rows.ToWords();
        for (int i = 0; i < _deltas.Length; i++) _deltas[i] = DeltaFrom(rows, i);
        _spare = ForwardingRows.CopyOf(_table);
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
        Require(good, reasons);
        return ForwardingTable.Compile(table, BenchmarkFleet.Settings);
    }

    /// <summary>The spare copy holds another delta's rows: as many again are written, as in a MUX.</summary>
    [Benchmark]
    public ForwardingTable Delta()
    {
        Require(_table.TryApply(_deltas[_turn++ % 2], out FleetTable table, out List<string> reasons), reasons);
        Require(_spare.TryHold(table), ["The spare rows do not fit."]);
        return ForwardingTable.Compile(table, BenchmarkFleet.Settings, _spare);
    }

    /// <summary>A thousand rows that lie anywhere, each with a new owner.</summary>
    private FleetDelta DeltaFrom(BucketTable rows, int seed)
    {
        var random = new Random(seed);
        Generation next = _table.Generation.Next();
        IEnumerable<KeyValuePair<int, Row>> moved = Enumerable.Range(0, Buckets)
            .OrderBy(_ => random.Next())
            .Take(DeltaRows)
            .Select(bucket => KeyValuePair.Create(
                bucket, new Row(next, rows[(bucket + 1) % Buckets].Current, rows[bucket].Current)));
        return _table.NextDelta(_table.Term, null, [RowSet.From(rows.Pool, moved)]);
    }

    private static void Require(bool good, List<string> reasons)
    {
        if (!good) throw new InvalidOperationException(string.Join(' ', reasons));
    }
}
