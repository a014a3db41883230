namespace Beamer.Core.Tables;

/// <summary>The rows of one pool at one generation. Immutable: readers on any thread, no lock.</summary>
/// <remarks>
/// The rows lie in pages, and a table that follows from another by <see cref="With"/> or <see cref="For"/> shares those
/// in which no row differs: a delta costs what it changes.
/// </remarks>
public sealed class BucketTable
{
    /// <summary>Rows of a page; the last page of a pool may have fewer.</summary>
    public const int PageRows = RowPages.PageRows;

    private readonly RowPages _pages;

    private BucketTable(Pool pool, RowPages pages, TableDigest digest)
    {
        Pool = pool;
        _pages = pages;
        Digest = digest;
    }

    /// <summary>The pool whose rows these are.</summary>
    public Pool Pool { get; }

    /// <summary>The digest of these rows alone.</summary>
    public TableDigest Digest { get; }

    /// <summary>Words of all rows: B times <see cref="RowLayout.Stride"/>.</summary>
    public int WordCount => Pool.BucketCount * Pool.Layout.Stride;

    /// <summary>How many pages there are: B divided by <see cref="PageRows"/>, rounded up.</summary>
    public int PageCount => _pages.Count;

    /// <summary>The memory of the rows, for those who read many.</summary>
    internal RowPages Pages => _pages;

    /// <summary>The row of a bucket.</summary>
    /// <param name="bucket">0..B-1.</param>
    public Row this[int bucket] => Pool.Layout.Read(WordsOf(bucket));

    /// <summary>The words of a bucket's row.</summary>
    /// <param name="bucket">0..B-1.</param>
    public ReadOnlySpan<uint> WordsOf(int bucket) => _pages.WordsOf(bucket);

    /// <summary>
    /// The rows of the buckets from <paramref name="page"/> · <see cref="PageRows"/> on, one after the other, cut by
    /// <see cref="Pool.Layout"/>.
    /// </summary>
    /// <param name="page">0..<see cref="PageCount"/>-1.</param>
    public ReadOnlySpan<uint> Page(int page) => _pages[page];

    /// <summary>
    /// The first page from <paramref name="from"/> on that this table does not share with another, so that rows may
    /// differ there; <see cref="PageCount"/> when there is none.
    /// </summary>
    /// <param name="other">Of the same shape.</param>
    /// <param name="from">0..<see cref="PageCount"/>.</param>
    public int NextNotShared(BucketTable other, int from) => _pages.NextNotShared(other._pages, from);

    /// <summary>Copies all rows, one after the other, as <see cref="FromWords"/> takes them.</summary>
    /// <param name="words">Room for <see cref="WordCount"/> words.</param>
    public void CopyTo(Span<uint> words)
    {
        for (int page = 0; page < PageCount; page++)
        {
            Page(page).CopyTo(words);
            words = words[Page(page).Length..];
        }
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
        return new BucketTable(pool, new RowPages(words, pool.Layout.Stride), TableDigest.Of(pool, words));
    }

    /// <summary>The table with some rows replaced; this one stays as it is.</summary>
    /// <param name="rows">
    /// Rows of this pool; buckets in range. A row that is older than the present one changes nothing.
    /// </param>
    public BucketTable With(RowSet rows)
    {
        Invariant.Require(rows.Pool == Pool.Id && rows.Layout == Pool.Layout, "the rows belong to another pool");
        RowPages pages = _pages.Fork();
        TableDigest digest = Digest;
        for (int i = 0; i < rows.Count; i++)
        {
            int bucket = rows.Buckets[i];
            ReadOnlySpan<uint> coming = rows.WordsOf(i);
            if (coming[0] < pages.WordsOf(bucket)[0]) continue;
            Span<uint> present = pages.Own(bucket, _pages);
            digest = digest.Replace(Pool.Id, bucket, present, coming);
            coming.CopyTo(present);
        }

        return new BucketTable(Pool, pages, digest);
    }

    /// <summary>The same rows for a pool whose name or key changed, but not its shape.</summary>
    public BucketTable For(Pool pool)
    {
        Invariant.Require(
            pool.Id == Pool.Id && pool.BucketCount == Pool.BucketCount && pool.PreviousMax == Pool.PreviousMax,
            "a pool keeps its number, its bucket count and its number of previous owners for life");
        return new BucketTable(pool, _pages, Digest);
    }
}
