using Beamer.Core.Tables;

namespace Beamer.Mux.Xdp;

/// <summary>The buckets whose rows differ between two tables of a pool, in order; compared many at a time.</summary>
internal ref struct ChangedRows(BucketTable before, BucketTable after)
{
    private readonly ReadOnlySpan<uint> _before = before.Words;
    private readonly ReadOnlySpan<uint> _after = after.Words;
    private readonly int _stride = before.Pool.Layout.Stride;

    /// <summary>The bucket found last.</summary>
    public int Bucket { get; private set; } = -1;

    /// <summary>Looks for the next one.</summary>
    public bool MoveNext()
    {
        int from = (Bucket + 1) * _stride;
        // The same array: a publication that does not touch this pool.
        if (_before == _after || from >= _before.Length) return false;
        int equal = _before[from..].CommonPrefixLength(_after[from..]);
        if (from + equal == _before.Length) return false;
        Bucket = (from + equal) / _stride;
        return true;
    }
}
