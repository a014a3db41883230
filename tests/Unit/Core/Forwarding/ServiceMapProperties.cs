using Beamer.Core;
using Beamer.Core.Forwarding;
using Beamer.Core.Tables;
using Beamer.Tests.Testing;
using FsCheck.Xunit;
using Xunit;

namespace Beamer.Tests.Unit.Core.Forwarding;

[Properties(Arbitrary = [typeof(Generators)], MaxTest = 200)]
public sealed class ServiceMapProperties
{
    [Property]
    public void It_answers_as_a_dictionary_does(Flow[] served, Flow[] asked)
    {
        ServiceKey[] keys = [.. served.Select(flow => flow.Service).Distinct()];
        var map = new ServiceMap([.. keys.Select(key => new Service(key, new PoolId(1)))]);
        Dictionary<ServiceKey, int> indexes = keys.Select((key, i) => (key, i)).ToDictionary();
        HashSet<IPv4Address> vips = [.. keys.Select(key => key.Vip)];

        foreach (Flow flow in served.Concat(asked).Concat(served.Select(flow => flow with { DestinationPort = 9 })))
        {
            int missing = vips.Contains(flow.Destination) ? ServiceMap.NoService : ServiceMap.NotVip;
            Assert.Equal(indexes.GetValueOrDefault(flow.Service, missing), map.Find(flow.Service));
            Assert.Equal(missing, map.FindVip(flow.Destination));
        }
    }
}
