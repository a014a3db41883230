using Beamer.Core;
using Beamer.Core.Hashing;
using Beamer.Core.Planning;
using Beamer.Core.Tables;
using Xunit;

namespace Beamer.Tests.Unit.Core.Hashing;

/// <summary>The hash and the planner together: how evenly servers are loaded.</summary>
public sealed class LoadBalanceTests
{
    private const int Buckets = 65_536;
    private const int Servers = 100;
    private const int Flows = 1_000_000;
    private static readonly Pool s_pool = new(new PoolId(1), "web", Buckets, 2, 1, new SipKey(0x42, 0x2026));

    [Fact]
    public void P23_the_fullest_of_100_servers_has_at_most_5_percent_more_than_its_share_of_a_million_flows()
    {
        int[] owners = OwnersOfBuckets();
        int[] load = new int[Servers];
        Random random = new(23);
        for (int i = 0; i < Flows; i++)
        {
            IPv4Address client = new((uint)random.Next());
            var port = (ushort)random.Next(1024, 65536);
            Flow flow = new(client, new IPv4Address(0xc000020a), port, 443, TransportProtocol.Tcp);
            load[owners[FlowHash.Of(s_pool.Key, flow).Bucket(Buckets)]]++;
        }

        double mean = load.Average();
        Assert.Equal(Flows / (double)Servers, mean);
        Assert.True(load.Max() <= 1.05 * mean, $"the fullest server has {load.Max()} flows, the mean is {mean}");
        Assert.True(load.Min() >= 0.95 * mean, $"the emptiest server has {load.Min()} flows, the mean is {mean}");
    }

    private static int[] OwnersOfBuckets()
    {
        PlanServer[] servers =
        [
            .. Enumerable.Range(0, Servers).Select(
                number => new PlanServer(AddressOf(number), 100, MayReceive: true, IsAlive: true)),
        ];
        RowSet rows = Planner.Plan(BucketTable.Empty(s_pool), servers, new Generation(1)).Rows!;
        int[] owners = new int[Buckets];
        Array.Fill(owners, -1);
        for (int i = 0; i < rows.Count; i++)
        {
            owners[rows.Buckets[i]] = (int)(rows[i].Current.Value - AddressOf(0).Value);
        }

        return owners;
    }

    private static IPv4Address AddressOf(int number) => new(0x0A000001u + (uint)number);
}
