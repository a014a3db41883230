using Beamer.Core.Tables;

namespace Beamer.Rpc;

/// <summary>Rows of which many neighbours are alike, each written once with the number of its buckets.</summary>
/// <remarks>
/// A new fleet's rows are all empty, and its first fill gives each server one range: 16 MiB become as many rows as
/// there are servers, which matters when eleven thousand followers are to have them within seconds. Where rows differ
/// they are written one by one, as they lie.
/// </remarks>
/// <param name="Buckets">The first bucket of each run; ascending.</param>
/// <param name="Words">One row for each run.</param>
/// <param name="Lengths">How many buckets each run has, 1 or more.</param>
internal sealed record RowRuns(uint[] Buckets, uint[] Words, uint[] Lengths)
{
    private delegate ReadOnlySpan<uint> Row(int index);

    /// <summary>The runs of a table, or null when they would not make it half as long.</summary>
    internal static RowRuns? Of(BucketTable table) =>
        Of([], table.Pool.BucketCount, table.Pool.Layout.Stride, table.WordsOf);

    /// <summary>The runs of some rows: they end where a bucket is left out, too.</summary>
    internal static RowRuns? Of(RowSet rows) =>
        Of(rows.Buckets.AsSpan(), rows.Count, rows.Layout.Stride, rows.WordsOf);

    /// <summary>The rows of <paramref name="words"/>, each as often as its length says.</summary>
    /// <param name="words">One row for each length.</param>
    /// <param name="lengths">Their sum is <paramref name="count"/>.</param>
    /// <param name="count">Rows.</param>
    internal static uint[] Repeat(ReadOnlySpan<uint> words, ReadOnlySpan<uint> lengths, int count)
    {
        int stride = lengths.Length == 0 ? 0 : words.Length / lengths.Length;
        uint[] all = GC.AllocateUninitializedArray<uint>(count * stride);
        int at = 0;
        foreach (uint length in lengths)
        {
            int end = at + ((int)length * stride);
            for (; at < end; at += stride) words[..stride].CopyTo(all.AsSpan(at));
            words = words[stride..];
        }

        return all;
    }

    /// <summary>The buckets of runs: each first one and those that follow it.</summary>
    internal static int[] Follow(ReadOnlySpan<uint> buckets, ReadOnlySpan<uint> lengths, int count)
    {
        int[] all = GC.AllocateUninitializedArray<int>(count);
        int at = 0;
        for (int run = 0; run < buckets.Length; run++)
        {
            for (uint offset = 0; offset < lengths[run]; offset++) all[at++] = (int)(buckets[run] + offset);
        }

        return all;
    }

    /// <param name="buckets">The buckets of the rows; empty: 0, 1, 2 and so on.</param>
    /// <param name="count">Rows.</param>
    /// <param name="stride">Words of each.</param>
    /// <param name="row">The words of the row with an index.</param>
    private static RowRuns? Of(ReadOnlySpan<int> buckets, int count, int stride, Row row)
    {
        int runs = 0;
        for (int index = 0; index < count; index++)
        {
            if (Begins(buckets, index, row) && ++runs > count / 2) return null;
        }

        if (runs == 0) return null;
        RowRuns packed = new(new uint[runs], new uint[runs * stride], new uint[runs]);
        int at = -1;
        for (int index = 0; index < count; index++)
        {
            if (Begins(buckets, index, row))
            {
                at++;
                packed.Buckets[at] = (uint)(buckets.IsEmpty ? index : buckets[index]);
                row(index).CopyTo(packed.Words.AsSpan(at * stride));
            }

            packed.Lengths[at]++;
        }

        return packed;
    }

    /// <summary>Whether the row with this index is not what the one before it says of its own next bucket.</summary>
    private static bool Begins(ReadOnlySpan<int> buckets, int index, Row row)
    {
        if (index == 0) return true;
        if (!buckets.IsEmpty && buckets[index] != buckets[index - 1] + 1) return true;
        return !row(index).SequenceEqual(row(index - 1));
    }
}
