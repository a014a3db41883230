namespace Beamer.Core.Planning;

/// <summary>
/// Shares buckets out by weight with the method of the largest remainder, so that no share is off by one bucket.
/// </summary>
internal static class Apportionment
{
    /// <summary>How many of <paramref name="buckets"/> each server should own.</summary>
    /// <param name="buckets">B.</param>
    /// <param name="weights">One for each server; 0 for those that may not receive.</param>
    /// <param name="owned">What each has now.</param>
    /// <param name="keepTies">Whether among equal remainders those that need not give a bucket away come first.</param>
    /// <returns>The shares; their sum is B, or 0 when all weights are.</returns>
    internal static int[] Share(int buckets, ReadOnlySpan<uint> weights, ReadOnlySpan<int> owned, bool keepTies)
    {
        int[] shares = new int[weights.Length];
        ulong total = 0;
        foreach (uint weight in weights) total += weight;
        if (total == 0) return shares;
        Claim[] claims = new Claim[weights.Length];
        int left = buckets;
        for (int i = 0; i < weights.Length; i++)
        {
            (ulong whole, ulong remainder) = Math.DivRem((ulong)buckets * weights[i], total);
            shares[i] = (int)whole;
            left -= shares[i];
            claims[i] = new Claim(remainder, keepTies && owned[i] > shares[i], i);
        }

        Array.Sort(claims);
        for (int i = 0; i < left; i++) shares[claims[i].Server]++;
        return shares;
    }

    /// <summary>A server's claim to one of the buckets that the whole shares leave over.</summary>
    private readonly record struct Claim(ulong Remainder, bool HasIt, int Server) : IComparable<Claim>
    {
        public int CompareTo(Claim other)
        {
            int order = other.Remainder.CompareTo(Remainder);
            if (order == 0) order = other.HasIt.CompareTo(HasIt);
            return order == 0 ? Server.CompareTo(other.Server) : order;
        }
    }
}
