namespace Beamer.Core.Tables;

/// <summary>The rows of one pool at one generation. Immutable: readers on any thread, no lock.</summary>
public sealed class BucketTable
{
    private readonly uint[] _words;

    private BucketTable(Pool pool, uint[] words, TableDigest digest)
    {
        Pool = pool;
        _words = words;
        Digest = digest;
    }

    /// <summary>The pool whose rows these are.</summary>
    public Pool Pool { get; }

    /// <summary>The digest of these rows alone.</summary>
    public TableDigest Digest { get; }

    /// <summary>All rows, one after the other, cut by <see cref="Pool.Layout"/>.</summary>
    public ReadOnlySpan<uint> Words => _words;

    /// <summary>The array behind <see cref="Words"/>: for the forwarder alone, and only to be read.</summary>
    internal uint[] Array => _words;

    /// <summary>The row of a bucket.</summary>
    /// <param name="bucket">0..B-1.</param>
    public Row this[int bucket] => Pool.Layout.Read(WordsOf(bucket));

    /// <summary>The words of a bucket's row.</summary>
    /// <param name="bucket">0..B-1.</param>
    public ReadOnlySpan<uint> WordsOf(int bucket)
    {
        int stride = Pool.Layout.Stride;
        return _words.AsSpan(bucket * stride, stride);
    }

    /// <summary>A pool without any server yet: every row is empty.</summary>
    public static BucketTable Empty(Pool pool) => FromWords(pool, new uint[pool.BucketCount * pool.Layout.Stride]);

    /// <summary>Takes ownership of <paramref name="words"/>, which nobody may change afterwards.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="words">B rows of <see cref="RowLayout.Stride"/> words.</param>
    public static BucketTable FromWords(Pool pool, uint[] words)
    {
        Invariant.Require(
            words.Length == pool.BucketCount * pool.Layout.Stride, "a bucket table holds one row per bucket");
        return new BucketTable(pool, words, TableDigest.Of(pool, words));
    }

    /// <summary>The table with some rows replaced; this one stays as it is.</summary>
    /// <param name="rows">
    /// Rows of this pool; buckets in range. A row that is older than the present one changes nothing.
    /// </param>
    public BucketTable With(RowSet rows)
    {
        Invariant.Require(rows.Pool == Pool.Id && rows.Layout == Pool.Layout, "the rows belong to another pool");
        int stride = Pool.Layout.Stride;
        uint[] words = GC.AllocateUninitializedArray<uint>(_words.Length);
        _words.CopyTo(words, 0);
        TableDigest digest = Digest;
        for (int i = 0; i < rows.Count; i++)
        {
            Span<uint> present = words.AsSpan(rows.Buckets[i] * stride, stride);
            ReadOnlySpan<uint> coming = rows.WordsOf(i);
            if (coming[0] < present[0]) continue;
            digest = digest.Replace(Pool.Id, rows.Buckets[i], present, coming);
            coming.CopyTo(present);
        }

        return new BucketTable(Pool, words, digest);
    }

    /// <summary>The same rows for a pool whose name or key changed, but not its shape.</summary>
    public BucketTable For(Pool pool)
    {
        Invariant.Require(
            pool.Id == Pool.Id && pool.BucketCount == Pool.BucketCount && pool.PreviousMax == Pool.PreviousMax,
            "a pool keeps its number, its bucket count and its number of previous owners for life");
        return new BucketTable(pool, _words, Digest);
    }
}
