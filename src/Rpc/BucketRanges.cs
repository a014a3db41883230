using System.Globalization;
using System.Text;

namespace Beamer.Rpc;

/// <summary>Buckets as people write them: <c>0-99,102,200-299</c>.</summary>
public static class BucketRanges
{
    /// <summary>Reads ranges.</summary>
    /// <param name="text">Ranges, inclusive, separated by commas.</param>
    /// <param name="bucketCount">Every bucket must be below it.</param>
    /// <param name="ranges">First and last bucket of each range.</param>
    /// <returns>
    /// False when <paramref name="text"/> has another shape, a range is reversed or a bucket is too high.
    /// </returns>
    public static bool TryRead(string text, int bucketCount, out List<(int First, int Last)> ranges)
    {
        ranges = [];
        foreach (string part in text.Split(','))
        {
            int dash = part.IndexOf('-', StringComparison.Ordinal);
            string firstText = dash < 0 ? part : part[..dash];
            string lastText = dash < 0 ? part : part[(dash + 1)..];
            if (!TryReadNumber(firstText, out int first) || !TryReadNumber(lastText, out int last)) return false;
            if (first > last || last >= bucketCount) return false;
            ranges.Add((first, last));
        }

        return true;
    }

    /// <summary>Writes buckets as ranges.</summary>
    /// <param name="buckets">Ascending, each once.</param>
    /// <param name="lengthMax">A longer text is cut at a comma and ends with <c>…</c>.</param>
    public static string Write(IEnumerable<int> buckets, int lengthMax = int.MaxValue)
    {
        StringBuilder text = new();
        int first = -1, last = -1;
        foreach (int bucket in buckets)
        {
            if (bucket == last + 1 && first >= 0)
            {
                last = bucket;
                continue;
            }

            if (first >= 0) Append(text, first, last);
            if (text.Length > lengthMax) return text.Append(",…").ToString();
            first = last = bucket;
        }

        if (first >= 0) Append(text, first, last);
        return text.ToString();
    }

    private static bool TryReadNumber(string text, out int value) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static void Append(StringBuilder text, int first, int last)
    {
        if (text.Length > 0) text.Append(',');
        text.Append(CultureInfo.InvariantCulture, $"{first}");
        if (last > first) text.Append(CultureInfo.InvariantCulture, $"-{last}");
    }
}
