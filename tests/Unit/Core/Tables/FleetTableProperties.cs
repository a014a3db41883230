using Beamer.Core.Tables;
using Beamer.Tests.Testing;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Beamer.Tests.Unit.Core.Tables;

/// <summary>P36 updates commute, P37 a snapshot is the fold of its deltas.</summary>
public sealed class FleetTableProperties
{
    private const int Buckets = 16;

    /// <summary>Histories of up to twelve publications of up to five moves each.</summary>
    public static Arbitrary<(int Bucket, int To)[][]> Histories()
    {
        Gen<(int, int)> move = Gen.Choose(0, Buckets - 1).SelectMany(
            bucket => Gen.Choose(1, 4), (bucket, to) => (bucket, to));
        return move.ArrayOf().Resize(5).ArrayOf().Select(history => history.Take(12).ToArray()).ToArbitrary();
    }

    [Property(Arbitrary = [typeof(FleetTableProperties)])]
    public bool Rows_may_come_in_any_order_and_twice((int Bucket, int To)[][] history, int seed)
    {
        List<FleetTable> tables = Play(history, out List<FleetDelta> deltas);
        BucketTable shuffled = tables[0].Pools[new PoolId(0)];
        Random random = new(seed);
        FleetDelta[] disorder = [.. deltas.Concat(deltas).OrderBy(_ => random.Next())];
        foreach (RowSet rows in disorder.SelectMany(delta => delta.Rows)) shuffled = shuffled.With(rows);
        return shuffled.ToWords().SequenceEqual(tables[^1].Pools[new PoolId(0)].ToWords())
            && shuffled.Digest == tables[^1].Digest;
    }

    [Property(Arbitrary = [typeof(FleetTableProperties)])]
    public bool A_snapshot_at_any_point_and_the_deltas_after_it_make_the_same_table(
        (int Bucket, int To)[][] history, byte cut)
    {
        List<FleetTable> tables = Play(history, out List<FleetDelta> deltas);
        int from = cut % tables.Count;
        FleetTable table = deltas.Skip(from).Aggregate(tables[from], (folded, delta) => folded.Apply(delta));
        TableDigest rebuilt =
            BucketTable.FromWords(Fleets.Pool(Buckets), table.Pools[new PoolId(0)].ToWords()).Digest;
        return table.Generation == tables[^1].Generation
            && table.Digest == tables[^1].Digest
            && rebuilt == table.Digest;
    }

    [Property(Arbitrary = [typeof(FleetTableProperties)])]
    public bool Skipping_a_delta_is_always_noticed((int Bucket, int To)[][] history, byte skipped)
    {
        List<FleetTable> tables = Play(history, out List<FleetDelta> deltas);
        if (deltas.Count < 2) return true;
        int gap = skipped % (deltas.Count - 1);
        return !tables[gap].TryApply(deltas[gap + 1], out _, out _);
    }

    private static List<FleetTable> Play((int Bucket, int To)[][] history, out List<FleetDelta> deltas)
    {
        List<FleetTable> tables = [Fleets.Table(pool: Fleets.Pool(Buckets))];
        deltas = [];
        foreach ((int Bucket, int To)[] moves in history)
        {
            (int, int, int[])[] distinct =
                [.. moves.DistinctBy(move => move.Bucket).Select(move => (move.Bucket, move.To, Array.Empty<int>()))];
            deltas.Add(Fleets.Move(tables[^1], distinct));
            tables.Add(tables[^1].Apply(deltas[^1]));
        }

        return tables;
    }
}
