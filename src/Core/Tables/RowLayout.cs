namespace Beamer.Core.Tables;

/// <summary>How a row lies in an array of 32-bit words, in tables and in messages alike.</summary>
/// <remarks>
/// <code>
///  word 0        1         2             ...   1 + K
/// +-----------+---------+-------------+-----+---------------+
/// | generation| current | previous[0] | ... | previous[K-1] |   unused previous words are 0
/// +-----------+---------+-------------+-----+---------------+
/// </code>
/// With the default K = 2 a row takes 16 bytes, so four rows share a cache line and none straddles two.
/// </remarks>
/// <param name="PreviousMax">K: the number of previous owners that the pool's rows may name, 0..7.</param>
public readonly record struct RowLayout(int PreviousMax)
{
    /// <summary>Words per row.</summary>
    public int Stride => 2 + PreviousMax;

    /// <summary>Reads the row that starts at <paramref name="words"/>[0].</summary>
    public Row Read(ReadOnlySpan<uint> words)
    {
        Span<IPv4Address> previous = stackalloc IPv4Address[Row.PreviousMax];
        int count = 0;
        while (count < PreviousMax && words[2 + count] != 0)
        {
            previous[count] = new IPv4Address(words[2 + count]);
            count++;
        }

        return new Row(new Generation(words[0]), new IPv4Address(words[1]), previous[..count]);
    }

    /// <summary>Writes all <see cref="Stride"/> words of <paramref name="row"/>.</summary>
    public void Write(Span<uint> words, in Row row)
    {
        Invariant.Require(row.PreviousCount <= PreviousMax, "the row names more previous owners than its pool allows");
        words[0] = row.Generation.Value;
        words[1] = row.Current.Value;
        for (int i = 0; i < PreviousMax; i++) words[2 + i] = i < row.PreviousCount ? row.Previous[i].Value : 0;
    }
}
