using Beamer.Core.Planning;
using FsCheck.Xunit;
using Xunit;

namespace Beamer.Tests.Unit.Core.Planning;

public sealed class ApportionmentProperties
{
    private static readonly uint[] Weights = [0, 1, 2, 3, 7, 100, 101, 999_999, 1_000_000];

    // P22
    [Property]
    public void P22_each_share_is_its_quota_rounded_up_or_down_and_all_buckets_are_shared_out(
        ushort buckets, byte[] picks)
    {
        uint[] weights = [.. picks.Select(pick => Weights[pick % Weights.Length])];
        int[] shares = Apportionment.Share(buckets, weights, new int[weights.Length], keepTies: true);
        ulong total = 0;
        foreach (uint weight in weights) total += weight;
        Assert.Equal(total == 0 ? 0 : buckets, shares.Sum());
        for (int i = 0; i < weights.Length && total > 0; i++)
        {
            double quota = (double)buckets * weights[i] / total;
            Assert.InRange(shares[i], Math.Floor(quota - 1e-6), Math.Ceiling(quota + 1e-6));
            if (weights[i] == 0) Assert.Equal(0, shares[i]);
        }
    }

    [Fact]
    public void Among_equal_remainders_the_server_that_has_the_bucket_keeps_it()
    {
        Assert.Equal([3, 4, 3], Apportionment.Share(10, [1, 1, 1], [3, 4, 3], keepTies: true));
        Assert.Equal([4, 3, 3], Apportionment.Share(10, [1, 1, 1], [3, 4, 3], keepTies: false));
    }
}
