using Beamer.Core;
using Beamer.Core.Hashing;
using Beamer.Tests.Unit.Vectors;
using Xunit;

namespace Beamer.Tests.Unit.Core.Hashing;

public sealed class FlowHashTests
{
    private const int Buckets = 65_536;
    private static readonly SipKey s_key = new(0x0706050403020100, 0x0f0e0d0c0b0a0908);

    [Fact]
    public void P19_hash_bucket_and_port_agree_with_the_python_implementation()
    {
        IReadOnlyList<Vector> vectors = Vector.ReadAll("flows.txt");
        Assert.True(vectors.Count >= 200);
        Assert.All(vectors, vector =>
        {
            var flow = new Flow(
                vector.Address("source"),
                vector.Address("destination"),
                (ushort)vector.Value("sport"),
                (ushort)vector.Value("dport"),
                (TransportProtocol)vector.Value("protocol"));
            FlowHash hash = FlowHash.Of(vector.Key(), flow);
            Assert.Equal(vector.Hex("hash"), hash.Value);
            Assert.Equal(vector.Value("bucket"), hash.Bucket(vector.Value("buckets")));
            Assert.Equal(vector.Value("port"), hash.SourcePort);
        });
    }

    [Fact]
    public void P21_ports_fill_their_whole_range_evenly()
    {
        int[] uses = new int[0x4000];
        foreach (Flow flow in SequentialFlows(1_000_000)) uses[FlowHash.Of(s_key, flow).SourcePort - 49152]++;
        Assert.True(uses.Count(n => n > 0) >= 16_000);
        Assert.True(uses.Max() < 2 * uses.Average(), $"fullest {uses.Max()} of mean {uses.Average()}");
    }

    [Fact]
    public void P20_ports_do_not_follow_buckets()
    {
        // 16 x 16 classes, 225 degrees of freedom: chi-square stays below 277 with p = 0.01. The flows are fixed.
        int[,] seen = new int[16, 16];
        const int Flows = 100_000;
        foreach (Flow flow in SequentialFlows(Flows))
        {
            FlowHash hash = FlowHash.Of(s_key, flow);
            seen[hash.Bucket(Buckets) % 16, hash.SourcePort % 16]++;
        }

        const double Expected = Flows / 256.0;
        double chiSquare = seen.Cast<int>().Sum(n => (n - Expected) * (n - Expected) / Expected);
        Assert.True(chiSquare < 277, $"chi-square {chiSquare}");
    }

    [Fact]
    public void Buckets_stay_in_range_at_both_ends_of_the_hash()
    {
        foreach (int count in (int[])[1, 2, 1000, Buckets, 1 << 20])
        {
            Assert.Equal(0, new FlowHash(0).Bucket(count));
            Assert.Equal(count - 1, new FlowHash(ulong.MaxValue).Bucket(count));
        }
    }

    [Fact]
    public void Another_key_gives_another_bucket_to_most_flows()
    {
        var other = new SipKey(s_key.K0 ^ 1, s_key.K1);
        int same = SequentialFlows(10_000).Count(
            f => FlowHash.Of(s_key, f).Bucket(Buckets) == FlowHash.Of(other, f).Bucket(Buckets));
        Assert.True(same < 10, $"{same} of 10000 flows kept their bucket");
    }

    private static IEnumerable<Flow> SequentialFlows(int count) => Enumerable.Range(0, count).Select(i => new Flow(
        new IPv4Address(0xc6336400 + ((uint)i >> 12)), new IPv4Address(0xc000020a),
        (ushort)(32768 + (i & 0xfff)), 443, TransportProtocol.Tcp));
}
