using System.Collections.Immutable;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;

namespace Beamer.Core.Forwarding;

/// <summary>A published table, compiled for one MUX's packets. Immutable: any number of workers.</summary>
/// <remarks>It shares the rows with the <see cref="FleetTable"/>: a new generation costs only its services.</remarks>
public sealed class ForwardingTable
{
    private readonly ForwardingPool[] _pools;
    private readonly int[] _poolOfService;

    private ForwardingTable(
        FleetTable fleet, ForwardingSettings settings, ForwardingPool[] pools, int[] poolOfService)
    {
        Fleet = fleet;
        Settings = settings;
        Services = fleet.Configuration.Services;
        ServiceMap = new ServiceMap(Services, poolOfService);
        _pools = pools;
        _poolOfService = poolOfService;
        Headers = new OuterHeaderLanes(settings);
    }

    /// <summary>The table that this one stands for.</summary>
    public FleetTable Fleet { get; }

    /// <summary>This MUX's part of the outer headers.</summary>
    public ForwardingSettings Settings { get; }

    /// <summary>The services, in the order of <see cref="ForwardingResult.Service"/>.</summary>
    public ImmutableArray<Service> Services { get; }

    /// <summary>Compiles a table.</summary>
    /// <param name="fleet">An accepted table: every service names a pool with rows.</param>
    /// <param name="settings">This MUX's own values, within their ranges.</param>
    public static ForwardingTable Compile(FleetTable fleet, ForwardingSettings settings)
    {
        Invariant.Require(settings.Dscp <= 63, "a service class has six bits");
        Invariant.Require(settings.FabricMtuBytes is >= 576 and <= 65_535, "the fabric's MTU is 576 to 65,535 bytes");
        ForwardingPool[] pools = [.. fleet.Pools.Values.Select(table => new ForwardingPool(table, settings))];
        Dictionary<PoolId, int> indices = pools.Index().ToDictionary(pair => pair.Item.Id, pair => pair.Index);
        int[] poolOfService = [.. fleet.Configuration.Services.Select(service => indices[service.Pool])];
        return new ForwardingTable(fleet, settings, pools, poolOfService);
    }

    /// <summary>Where a flow would go, for people: the same service, hash, bucket and row that a packet gets.</summary>
    /// <param name="flow">From client to VIP.</param>
    /// <param name="lookup">The answer.</param>
    /// <returns>False when the flow asks for no service.</returns>
    public bool TryLookup(in Flow flow, out FlowLookup lookup)
    {
        lookup = default;
        int service = FindService(flow.Service);
        if (service < 0) return false;
        ForwardingPool pool = PoolOf(service);
        FlowHash hash = FlowHash.Of(pool.Key, flow);
        int bucket = hash.Bucket(pool.BucketCount);
        lookup = new FlowLookup(hash, pool.Id, bucket, Fleet.Pools[pool.Id][bucket]);
        return true;
    }

    internal int FabricMtuBytes => Settings.FabricMtuBytes;

    internal OuterHeaderLanes Headers { get; }

    internal ServiceMap ServiceMap { get; }

    internal int FindService(ServiceKey service) => ServiceMap.Find(service);

    internal bool IsVip(IPv4Address address) => ServiceMap.FindVip(address) == ServiceMap.NoService;

    /// <summary>The pools; never none where a packet has found a service.</summary>
    internal ReadOnlySpan<ForwardingPool> Pools => _pools;

    internal ForwardingPool PoolOf(int service) => _pools[_poolOfService[service]];

    internal ServicePlace PlaceOf(int service) => new(service, _poolOfService[service]);
}
