using System.Runtime.Intrinsics;
using Beamer.Core;
using Beamer.Core.Hashing;
using Beamer.Tests.Testing;
using FsCheck.Xunit;
using Xunit;

namespace Beamer.Tests.Unit.Core.Hashing;

[Properties(Arbitrary = [typeof(Generators)], MaxTest = 300)]
public sealed class FlowHashLanesProperties
{
    [Property]
    public void Four_flows_side_by_side_have_the_hashes_that_they_have_alone(
        Flow a, Flow b, Flow c, Flow d, ulong k0, ulong k1)
    {
        Flow[] flows = [a, b, c, d];
        SipKey[] keys = [.. flows.Select((_, i) => new SipKey(k0 + (ulong)i, k1 ^ (ulong)i))];
        FlowWords[] words = [.. flows.Select(flow => FlowWords.Of(flow))];
        Vector256<ulong> key0 = Create(i => keys[i].K0);
        Vector256<ulong> key1 = Create(i => keys[i].K1);
        Vector256<ulong> word0 = Create(i => words[i].Word0);
        Vector256<ulong> word1 = Create(i => words[i].Word1);
        Vector256<ulong> expected = Create(i => FlowHash.Of(keys[i], flows[i]).Value);

        Assert.Equal(expected, FlowHashLanes.Of(key0, key1, word0, word1));
        Assert.Equal(expected, FlowHashLanes.OfEach(key0, key1, word0, word1));
    }

    [Property]
    public void Words_from_the_wire_are_the_words_of_the_flow(Flow flow)
    {
        byte[] packet = Packets.Of(flow).BuildIPv4();

        var words = FlowWords.OfNetworkOrder(
            BitConverter.ToUInt64(packet, 12), BitConverter.ToUInt32(packet, 20), flow.Protocol);

        Assert.Equal(FlowWords.Of(flow), words);
    }

    private static Vector256<ulong> Create(Func<int, ulong> word) =>
        Vector256.Create(word(0), word(1), word(2), word(3));
}
