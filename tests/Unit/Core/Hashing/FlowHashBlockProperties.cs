using Beamer.Core;
using Beamer.Core.Hashing;
using Beamer.Tests.Testing;
using FsCheck.Xunit;
using Xunit;

namespace Beamer.Tests.Unit.Core.Hashing;

[Properties(Arbitrary = [typeof(Generators)], MaxTest = 300)]
public sealed class FlowHashBlockProperties
{
    [Property]
    public void A_block_gives_every_flow_the_hash_that_it_has_alone((Flow Flow, ulong K0, ulong K1)[] flows)
    {
        var block = new FlowHashBlock(Math.Max(1, flows.Length));
        for (int i = 0; i < flows.Length; i++)
        {
            block.Set(i, new SipKey(flows[i].K0, flows[i].K1), FlowWords.Of(flows[i].Flow));
        }

        block.Compute(flows.Length);

        for (int i = 0; i < flows.Length; i++)
        {
            Assert.Equal(FlowHash.Of(new SipKey(flows[i].K0, flows[i].K1), flows[i].Flow), block[i]);
        }
    }
}
