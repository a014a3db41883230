using Beamer.Core;
using Beamer.Core.Planning;
using Beamer.Core.Tables;

namespace Beamer.Tests.Unit.Core.Planning;

/// <summary>
/// The lower bound of P60 the slow way: tries every way to round the quotas that largest remainder permits.
/// </summary>
internal static class FewestMoves
{
    /// <summary>How many buckets each server owns.</summary>
    internal static Dictionary<IPv4Address, int> CountOwners(BucketTable table) =>
        Enumerable.Range(0, table.Pool.BucketCount).CountBy(bucket => table[bucket].Current).ToDictionary();

    internal static int For(BucketTable table, IReadOnlyList<PlanServer> servers)
    {
        Dictionary<IPv4Address, int> owned = CountOwners(table);
        ulong total = 0;
        foreach (PlanServer server in servers.Where(server => server.Receives)) total += server.Weight;
        int fewest = int.MaxValue;
        for (int up = 0; up < 1 << servers.Count; up++)
        {
            if (TryCost(table.Pool.BucketCount, servers, owned, total, up, out int cost))
            {
                fewest = Math.Min(fewest, cost);
            }
        }

        return fewest;
    }

    private static bool TryCost(
        int buckets,
        IReadOnlyList<PlanServer> servers,
        Dictionary<IPv4Address, int> owned,
        ulong total,
        int up,
        out int cost)
    {
        cost = 0;
        int sum = 0;
        ulong smallestUp = ulong.MaxValue, largestDown = 0;
        for (int i = 0; i < servers.Count; i++)
        {
            ulong weight = servers[i].Receives ? servers[i].Weight : 0;
            ulong remainder = (ulong)buckets * weight % total;
            int share = (int)((ulong)buckets * weight / total);
            if ((up >> i & 1) == 1)
            {
                if (weight == 0) return false;
                share++;
                smallestUp = Math.Min(smallestUp, remainder);
            }
            else
            {
                largestDown = Math.Max(largestDown, remainder);
            }

            sum += share;
            cost += Math.Max(0, share - owned.GetValueOrDefault(servers[i].Address));
        }

        return sum == buckets && smallestUp >= largestDown;
    }
}
