using System.Runtime.CompilerServices;
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
    /// <summary>The runs of a table, or null when they would not make it half as long.</summary>
    /// <param name="words">All rows, one after the other.</param>
    /// <param name="layout">How they are cut.</param>
    internal static RowRuns? Of(ReadOnlySpan<uint> words, RowLayout layout) => Of([], words, layout.Stride);

    /// <summary>The runs of some rows: they end where a bucket is left out, too.</summary>
    internal static RowRuns? Of(RowSet rows) => Of(rows.Buckets.AsSpan(), rows.Words.AsSpan(), rows.Layout.Stride);

    /// <summary>The rows of <paramref name="words"/>, each as often as its length says.</summary>
    /// <param name="words">One row for each length.</param>
    /// <param name="lengths">Their sum is <paramref name="count"/>.</param>
    /// <param name="count">Rows.</param>
    internal static uint[] Repeat(ReadOnlySpan<uint> words, ReadOnlySpan<uint> lengths, int count)
    {
        int stride = lengths.Length == 0 ? 0 : words.Length / lengths.Length;
        uint[] all = GC.AllocateUninitializedArray<uint>(count * stride);
        Span<uint> rest = all;
        foreach (uint length in lengths)
        {
            Span<uint> run = rest[..((int)length * stride)];
            words[..stride].CopyTo(run);
            for (int done = stride; done < run.Length; done *= 2)
            {
                run[..Math.Min(done, run.Length - done)].CopyTo(run[done..]);
            }

            words = words[stride..];
            rest = rest[run.Length..];
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
    /// <param name="words">The rows.</param>
    /// <param name="stride">Words of each.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static RowRuns? Of(ReadOnlySpan<int> buckets, ReadOnlySpan<uint> words, int stride)
    {
        // Seldom called and long when it is, as TableDigest.Of: it must be good code the first time it runs.
        int count = words.Length / stride;
        int runs = 0;
        for (int index = 0; index < count; index += Length(buckets, words, stride, index))
        {
            if (++runs > count / 2) return null;
        }

        if (runs == 0) return null;
        RowRuns packed = new(new uint[runs], new uint[runs * stride], new uint[runs]);
        int start = 0;
        for (int run = 0; run < runs; run++)
        {
            int length = Length(buckets, words, stride, start);
            packed.Buckets[run] = (uint)(buckets.IsEmpty ? start : buckets[start]);
            packed.Lengths[run] = (uint)length;
            words.Slice(start * stride, stride).CopyTo(packed.Words.AsSpan(run * stride));
            start += length;
        }

        return packed;
    }

    /// <summary>How many rows from this one on are alike and belong to buckets that follow each other.</summary>
    private static int Length(ReadOnlySpan<int> buckets, ReadOnlySpan<uint> words, int stride, int start)
    {
        // Rows are alike for as long as each word is the one that stands a row before it.
        ReadOnlySpan<uint> rows = words[(start * stride)..];
        int alike = 1 + (rows[stride..].CommonPrefixLength(rows) / stride);
        if (buckets.IsEmpty) return alike;
        int length = 1;
        while (length < alike && buckets[start + length] == buckets[start] + length) length++;
        return length;
    }
}
