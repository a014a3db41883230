using System.Collections.Immutable;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;

namespace Beamer.Core.Forwarding;

/// <summary>A published table, compiled for one MUX's packets. Any number of workers read it.</summary>
/// <remarks>
/// Nothing in it changes before its <see cref="Rows"/> are given to another table; then no packet may read it any more.
/// </remarks>
public sealed class ForwardingTable
{
    private readonly ForwardingPool[] _pools;
    private readonly int[] _poolOfService;

    private ForwardingTable(
        FleetTable fleet,
        ForwardingSettings settings,
        ForwardingRows rows,
        ForwardingPool[] pools,
        int[] poolOfService)
    {
        Fleet = fleet;
        Rows = rows;
        Settings = settings;
        Services = fleet.Configuration.Services;
        ServiceMap = new ServiceMap(Services, poolOfService);
        _pools = pools;
        _poolOfService = poolOfService;
        Headers = new OuterHeaderLanes(settings);
    }

    /// <summary>The table that this one stands for.</summary>
    public FleetTable Fleet { get; }

    /// <summary>The rows that packets read.</summary>
    public ForwardingRows Rows { get; }

    /// <summary>This MUX's part of the outer headers.</summary>
    public ForwardingSettings Settings { get; }

    /// <summary>The services, in the order of <see cref="ForwardingResult.Service"/>.</summary>
    public ImmutableArray<Service> Services { get; }

    /// <summary>Compiles a table.</summary>
    /// <param name="fleet">An accepted table: every service names a pool with rows.</param>
    /// <param name="settings">This MUX's own values, within their ranges.</param>
    public static ForwardingTable Compile(FleetTable fleet, ForwardingSettings settings) =>
        Compile(fleet, settings, ForwardingRows.Of(fleet));

    /// <summary>Compiles a table whose rows are laid out already.</summary>
    /// <param name="fleet">An accepted table: every service names a pool with rows.</param>
    /// <param name="settings">This MUX's own values, within their ranges.</param>
    /// <param name="rows">
    /// They hold <paramref name="fleet"/>. <see cref="ForwardingRows.None"/>: the table answers people but no packets.
    /// </param>
    public static ForwardingTable Compile(FleetTable fleet, ForwardingSettings settings, ForwardingRows rows)
    {
        Invariant.Require(rows == ForwardingRows.None || rows.Held == fleet, "the rows are those of another table");
        Invariant.Require(settings.Dscp <= 63, "a service class has six bits");
        Invariant.Require(settings.FabricMtuBytes is >= 576 and <= 65_535, "the fabric's MTU is 576 to 65,535 bytes");
        ForwardingPool[] pools =
        [
            .. fleet.Pools.Values.Select((table, index) => new ForwardingPool(table, rows[index], settings)),
        ];
        Dictionary<PoolId, int> indices = pools.Index().ToDictionary(pair => pair.Item.Id, pair => pair.Index);
        int[] poolOfService = [.. fleet.Configuration.Services.Select(service => indices[service.Pool])];
        return new ForwardingTable(fleet, settings, rows, pools, poolOfService);
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
