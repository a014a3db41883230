using System.Numerics;

namespace Beamer.Backend.Bpf;

/// <summary>
/// Where things are in a hash table of lines of eight places: the line is bits 32 and up of value times multiplier.
/// </summary>
/// <remarks>
/// A program in the kernel looks into one line and never further, so no line may overflow. The first multiplier that
/// achieves this is taken: the same values give the same table.
/// </remarks>
/// <param name="Lines">A power of two.</param>
/// <param name="Multiplier">Odd.</param>
internal readonly record struct LineTable(int Lines, uint Multiplier)
{
    /// <summary>Places of a line.</summary>
    internal const int Places = 8;

    private const int LinesMax = 1 << 20;
    private const int AttemptsPerSize = 16;

    // The golden ratio of 32 bits: its multiples are spread as evenly as any.
    private const uint GoldenRatio = 0x9e3779b1;

    /// <summary>The table for these values; eight of them may be equal.</summary>
    internal static LineTable For(ReadOnlySpan<uint> values)
    {
        int lines = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, (values.Length + 3) / 4));
        for (; lines <= LinesMax; lines *= 2)
        {
            byte[] used = new byte[lines];
            for (uint attempt = 0; attempt < AttemptsPerSize; attempt++)
            {
                LineTable table = new(lines, GoldenRatio * ((2 * attempt) + 1));
                if (table.Fits(values, used)) return table;
                Array.Clear(used);
            }
        }

        throw new InvalidOperationException("Invariant broken: more than eight values of a line table are equal.");
    }

    /// <summary>The line of a value.</summary>
    internal int LineOf(uint value) => (int)(((ulong)value * Multiplier) >> 32) & (Lines - 1);

    private bool Fits(ReadOnlySpan<uint> values, byte[] used)
    {
        foreach (uint value in values)
        {
            if (++used[LineOf(value)] > Places) return false;
        }

        return true;
    }
}
