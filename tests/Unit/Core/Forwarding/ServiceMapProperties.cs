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
        int[] pools = [.. keys.Select((_, i) => i % 3)];
        var map = new ServiceMap([.. keys.Select(key => new Service(key, new PoolId(1)))], pools);
        Dictionary<ServiceKey, int> indexes = keys.Select((key, i) => (key, i)).ToDictionary();
        HashSet<IPv4Address> vips = [.. keys.Select(key => key.Vip)];

        foreach (Flow flow in served.Concat(asked).Concat(served.Select(flow => flow with { DestinationPort = 9 })))
        {
            int missing = vips.Contains(flow.Destination) ? ServiceMap.NoService : ServiceMap.NotVip;
            int index = indexes.GetValueOrDefault(flow.Service, missing);
            Assert.Equal(index, map.Find(flow.Service));
            ulong key = ServiceMap.KeyOf(BitConverter.ToUInt64(Packets.Of(flow).BuildIPv4(), 16), flow.Protocol);
            ServicePlace place = map.Find(key);
            if (map.TryFindAtOnce(key, out ServicePlace atOnce)) Assert.Equal(place, atOnce);
            if (index >= 0) Assert.Equal(new ServicePlace(index, pools[index]), place);
            else Assert.True(place.Service < 0);
            Assert.Equal(missing, map.FindVip(flow.Destination));
        }
    }
}
