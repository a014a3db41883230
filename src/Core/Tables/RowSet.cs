using System.Collections.Immutable;

namespace Beamer.Core.Tables;

/// <summary>Some rows of one pool: what a delta changes, what a prepare teaches.</summary>
/// <param name="Pool">The pool.</param>
/// <param name="Layout">How <paramref name="Words"/> is cut into rows.</param>
/// <param name="Buckets">The buckets, each once, ascending.</param>
/// <param name="Words">One row after the other, in the order of <paramref name="Buckets"/>.</param>
public sealed record RowSet(PoolId Pool, RowLayout Layout, ImmutableArray<int> Buckets, ImmutableArray<uint> Words)
{
    /// <summary>How many rows.</summary>
    public int Count => Buckets.Length;

    /// <summary>
    /// The <paramref name="index"/>-th row, for the bucket <see cref="Buckets"/>[<paramref name="index"/>].
    /// </summary>
    public Row this[int index] => Layout.Read(WordsOf(index));

    /// <summary>The words of the <paramref name="index"/>-th row.</summary>
    public ReadOnlySpan<uint> WordsOf(int index) => Words.AsSpan().Slice(index * Layout.Stride, Layout.Stride);

    /// <summary>Packs rows.</summary>
    /// <param name="pool">Their pool.</param>
    /// <param name="rows">Any order; a bucket that appears twice is a programmer's error.</param>
    public static RowSet From(Pool pool, IEnumerable<KeyValuePair<int, Row>> rows)
    {
        KeyValuePair<int, Row>[] sorted = [.. rows.OrderBy(row => row.Key)];
        int stride = pool.Layout.Stride;
        int[] buckets = new int[sorted.Length];
        uint[] words = new uint[sorted.Length * stride];
        for (int i = 0; i < sorted.Length; i++)
        {
            Invariant.Require(i == 0 || sorted[i].Key != sorted[i - 1].Key, "a bucket appears twice in a row set");
            buckets[i] = sorted[i].Key;
            pool.Layout.Write(words.AsSpan(i * stride, stride), sorted[i].Value);
        }

        return new RowSet(
            pool.Id, pool.Layout, ImmutableCollectionsMarshalOf(buckets), ImmutableCollectionsMarshalOf(words));
    }

    /// <summary>The rows that <paramref name="wanted"/> picks.</summary>
    public RowSet Where(Func<int, Row, bool> wanted)
    {
        ImmutableArray<int>.Builder buckets = ImmutableArray.CreateBuilder<int>();
        ImmutableArray<uint>.Builder words = ImmutableArray.CreateBuilder<uint>();
        for (int i = 0; i < Count; i++)
        {
            if (!wanted(Buckets[i], this[i])) continue;
            buckets.Add(Buckets[i]);
            words.AddRange(WordsOf(i));
        }

        return new RowSet(Pool, Layout, buckets.DrainToImmutable(), words.DrainToImmutable());
    }

    private static ImmutableArray<T> ImmutableCollectionsMarshalOf<T>(T[] values) =>
        System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(values);
}
