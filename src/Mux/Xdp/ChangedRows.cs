using Beamer.Core.Tables;

namespace Beamer.Mux.Xdp;

/// <summary>The buckets whose rows differ between two tables of a pool, in order; compared many at a time.</summary>
internal ref struct ChangedRows(BucketTable before, BucketTable after)
{
    private readonly int _stride = before.Pool.Layout.Stride;

    /// <summary>The bucket found last.</summary>
    public int Bucket { get; private set; } = -1;

    /// <summary>Looks for the next one.</summary>
    public bool MoveNext()
    {
        int page = (Bucket + 1) / BucketTable.PageRows;
        int from = (Bucket + 1) % BucketTable.PageRows * _stride;
        if (from == 0) page = before.NextNotShared(after, page);
        while (page < before.PageCount)
        {
            int at = FirstDifference(before.Page(page), after.Page(page), from);
            if (at >= 0)
            {
                Bucket = (page * BucketTable.PageRows) + (at / _stride);
                return true;
            }

            page = before.NextNotShared(after, page + 1);
            from = 0;
        }

        return false;
    }

    /// <returns>The first word from <paramref name="from"/> on that differs, or −1.</returns>
    private static int FirstDifference(ReadOnlySpan<uint> before, ReadOnlySpan<uint> after, int from)
    {
        int at = from + before[from..].CommonPrefixLength(after[from..]);
        return at == before.Length ? -1 : at;
    }
}
