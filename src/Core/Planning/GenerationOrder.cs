using Beamer.Core.Tables;

namespace Beamer.Core.Planning;

/// <summary>Puts buckets into the order of their rows' generations, oldest first, in a few straight passes.</summary>
internal static class GenerationOrder
{
    private const int DigitValues = 256;
    private const int Digits = 4;

    /// <summary>
    /// Sorts by counting one byte of the generation at a time; bytes in which all rows agree cost nothing.
    /// </summary>
    /// <param name="buckets">Sorted in place; equal generations keep their order.</param>
    /// <param name="spare">At least as long.</param>
    /// <param name="rows">The rows; the first word of each is its generation.</param>
    internal static void Sort(Span<int> buckets, Span<int> spare, RowPages rows)
    {
        Span<int> counts = stackalloc int[Digits * DigitValues];
        counts.Clear();
        foreach (int bucket in buckets)
        {
            uint generation = rows.WordsOf(bucket)[0];
            for (int digit = 0; digit < Digits; digit++) counts[digit * DigitValues + Digit(generation, digit)]++;
        }

        Span<int> from = buckets;
        Span<int> to = spare[..buckets.Length];
        for (int digit = 0; digit < Digits; digit++)
        {
            Span<int> places = counts.Slice(digit * DigitValues, DigitValues);
            if (!CountsToPlaces(places, buckets.Length)) continue;
            foreach (int bucket in from) to[places[Digit(rows.WordsOf(bucket)[0], digit)]++] = bucket;
            Span<int> sorted = to;
            to = from;
            from = sorted;
        }

        if (from != buckets) from.CopyTo(buckets);
    }

    /// <returns>False when all rows have the same byte here.</returns>
    private static bool CountsToPlaces(Span<int> counts, int total)
    {
        int place = 0;
        for (int value = 0; value < DigitValues; value++)
        {
            int count = counts[value];
            if (count == total) return false;
            counts[value] = place;
            place += count;
        }

        return true;
    }

    private static int Digit(uint generation, int digit) => (int)(generation >> (8 * digit)) & 0xff;
}
