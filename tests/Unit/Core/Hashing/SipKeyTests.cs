using Beamer.Core.Fleet;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;
using Beamer.Tests.Testing;
using FsCheck.Xunit;
using Xunit;

namespace Beamer.Tests.Unit.Core.Hashing;

/// <summary>P64: whatever is printed, logged or thrown, a pool's key is not in it.</summary>
public sealed class SipKeyTests
{
    [Property]
    public void P64_nothing_that_holds_a_key_prints_it(ulong first, ulong second)
    {
        SipKey key = new(first | 1UL << 63, second | 1UL << 63);
        Pool pool = Fleets.Pool() with { Key = key };
        FleetConfiguration configuration = Fleets.Configuration() with { Pools = [pool] };
        FleetIntent intent = FleetIntent.Empty with { Pools = [new IntentPool(pool, [])] };
        foreach (object holder in (object[])[key, pool, configuration, intent, intent.Pools[0]])
        {
            Assert.DoesNotContain(key.Reveal(), holder.ToString(), StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain($"{key.K0}", holder.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain($"{key.K1}", holder.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void P64_a_refusal_that_is_about_a_key_does_not_tell_it()
    {
        Pool pool = Fleets.Pool();
        FleetIntent present = FleetIntent.Empty with { Pools = [new IntentPool(pool, [])] };
        SipKey other = new(0x1122334455667788, 0x99AABBCCDDEEFF00);
        FleetIntent changed = FleetIntent.Empty with { Pools = [new IntentPool(pool with { Key = other }, [])] };
        string reason = Assert.Single(FleetIntentRules.CheckChange(present, changed));
        Assert.Equal($"pools[{pool.Name}].key is fixed for the life of a pool.", reason);
    }
}
