using System.Buffers.Binary;
using System.Numerics;
using Beamer.Core.Tables;

namespace Beamer.Mux.Xdp;

/// <summary>
/// The services and VIPs of a table in the order in which the program searches them: open addressing, at most a quarter
/// full.
/// </summary>
internal sealed class ServiceSlots
{
    /// <summary>The program searches no further: PROBES_MAX in <c>Bpf/tables.h</c>.</summary>
    public const int ProbesMax = 32;

    // 2^64 divided by the golden ratio: neighbouring keys land far apart (Knuth, volume 3, 6.4).
    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    private readonly ServiceSlot[] _slots;

    private ServiceSlots(int capacity) => _slots = new ServiceSlot[capacity];

    /// <summary>The slots, a power of two of them.</summary>
    public ReadOnlySpan<ServiceSlot> Slots => _slots;

    /// <summary>64 minus the logarithm of their number.</summary>
    public int Shift => 64 - BitOperations.Log2((uint)_slots.Length);

    /// <summary>Lays the services of a configuration out.</summary>
    /// <param name="configuration">An accepted one.</param>
    /// <param name="firstRowOf">Where the rows of a pool begin.</param>
    public static ServiceSlots Of(FleetConfiguration configuration, Func<PoolId, int> firstRowOf)
    {
        Dictionary<PoolId, Pool> pools = configuration.Pools.ToDictionary(pool => pool.Id);
        ServiceSlot[] entries =
        [
            .. configuration.Services.Select(service => SlotOf(service, pools[service.Pool], firstRowOf(service.Pool))),
            .. configuration.Services.Select(service => service.Key.Vip).Distinct()
                .Select(vip => new ServiceSlot { Key = ServiceSlot.KeyOf(vip, port: 0, protocol: 0) }),
        ];
        // A search that would be too long is a matter of luck: twice the room ends it.
        int capacity = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(8, entries.Length * 4));
        for (; ; capacity *= 2)
        {
            var slots = new ServiceSlots(capacity);
            if (entries.All(slots.TryAdd)) return slots;
        }
    }

    private static ServiceSlot SlotOf(Service service, Pool pool, int firstRow) => new()
    {
        Key = ServiceSlot.KeyOf(service.Key.Vip, service.Key.Port, (byte)service.Key.Protocol),
        Start = SipStart.Of(pool.Key),
        Buckets = (uint)pool.BucketCount,
        FirstRow = (uint)firstRow,
        Pool = BinaryPrimitives.ReverseEndianness((uint)pool.Id.Value << 20),
        HasGeneration = (byte)(pool.HeaderVersion == 0 ? 0 : 1),
    };

    private bool TryAdd(ServiceSlot entry)
    {
        int at = (int)((entry.Key * Multiplier) >> Shift);
        for (int i = 0; i < ProbesMax; i++)
        {
            ref ServiceSlot slot = ref _slots[(at + i) & (_slots.Length - 1)];
            if (slot.Key != 0 && slot.Key != entry.Key) continue;
            slot = entry;
            return true;
        }

        return false;
    }
}
