using System.Buffers.Binary;
using Beamer.Core;
using Beamer.Core.Tables;

namespace Beamer.Mux.Xdp;

/// <summary>How the rows of a pool lie in the memory that the program reads.</summary>
/// <remarks>
/// <code>
///  word 0        1         2             ...   1 + K
/// +-----------+---------+-------------+-----+---------------+
/// | generation| current | previous[0] | ... | previous[K-1] |   and zeros to the end of the row
/// +-----------+---------+-------------+-----+---------------+
/// </code>
/// Addresses are in network order, generations in the machine's. What is written here is a copy that no packet reads:
/// <c>docs/datapath.md</c> says why there are two.
/// </remarks>
/// <param name="rowWords">Words of a row: 2 and one for each previous owner, and what the shape pads.</param>
internal readonly struct RowCopy(int rowWords)
{
    /// <summary>Words of a row with at most two previous owners.</summary>
    public const int NarrowRowWords = 4;

    /// <summary>Words of a row with at most seven.</summary>
    public const int WideRowWords = 10;

    /// <summary>Words of a row.</summary>
    public int RowWords => rowWords;

    /// <summary>Writes all rows of a pool.</summary>
    /// <param name="copy">Room for them.</param>
    /// <param name="rows">The rows.</param>
    public void Fill(Span<uint> copy, BucketTable rows)
    {
        Invariant.Require(copy.Length == rows.Pool.BucketCount * rowWords, "a copy has a row for each bucket");
        for (int bucket = 0; bucket < rows.Pool.BucketCount; bucket++) Write(copy, bucket, rows.WordsOf(bucket));
    }

    /// <summary>Writes the rows that differ.</summary>
    /// <param name="copy">The rows of <paramref name="held"/>, which become those of <paramref name="next"/>.</param>
    /// <param name="held">What the copy holds.</param>
    /// <param name="next">The rows of the same pool in another table.</param>
    /// <returns>How many were written.</returns>
    public int Update(Span<uint> copy, BucketTable held, BucketTable next)
    {
        int count = 0;
        ChangedRows changed = new(held, next);
        while (changed.MoveNext())
        {
            Write(copy, changed.Bucket, next.WordsOf(changed.Bucket));
            count++;
        }

        return count;
    }

    private void Write(Span<uint> copy, int bucket, ReadOnlySpan<uint> row)
    {
        Span<uint> words = copy.Slice(bucket * rowWords, rowWords);
        words[0] = row[0];
        for (int i = 1; i < words.Length; i++)
            words[i] = i < row.Length ? BinaryPrimitives.ReverseEndianness(row[i]) : 0;
    }
}
