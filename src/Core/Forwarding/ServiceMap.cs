using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using Beamer.Core.Tables;

namespace Beamer.Core.Forwarding;

/// <summary>Finds a service by VIP, port and protocol, and tells a VIP from any other address.</summary>
/// <remarks>
/// Open addressing, at most half full: a lookup is one multiplication and, nearly always, one cache line. A VIP itself
/// is an entry with port 0 and protocol 0, so that there is one map and not two.
/// </remarks>
internal sealed class ServiceMap
{
    /// <summary>The address is no VIP.</summary>
    public const int NotVip = -2;

    /// <summary>The address is a VIP, but not with this port and protocol.</summary>
    public const int NoService = -1;

    // 2^64 divided by the golden ratio: neighbouring keys land far apart (Knuth, volume 3, 6.4).
    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    // A key lies like a packet: destination address, the protocol in the place of the source port, destination port.
    private const ulong SourcePort = 0x0000_ffff_0000_0000;

    private readonly Slot[] _slots;
    private readonly int _shift;

    /// <param name="services">The services; their order gives the indices.</param>
    /// <param name="poolOf">The index of each service's pool.</param>
    public ServiceMap(ImmutableArray<Service> services, ReadOnlySpan<int> poolOf)
    {
        int capacity = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(8, services.Length * 4));
        _slots = new Slot[capacity];
        Array.Fill(_slots, new Slot(0, new ServicePlace(NotVip, 0)));
        _shift = 64 - BitOperations.Log2((uint)capacity);
        for (int i = 0; i < services.Length; i++)
        {
            ServiceKey key = services[i].Key;
            Add(KeyOf(key), new ServicePlace(i, poolOf[i]));
            Add(KeyOf(new ServiceKey(key.Vip, 0, TransportProtocol.None)), new ServicePlace(NoService, 0));
        }
    }

    /// <summary>The index of a service, or one of the two constants.</summary>
    public int Find(ServiceKey service)
    {
        int index = Find(KeyOf(service)).Service;
        return index >= 0 ? index : FindVip(service.Vip);
    }

    /// <summary>The key of a service, from a packet.</summary>
    /// <param name="addressAndPorts">Eight bytes of a packet as they lie: destination address, then both ports.</param>
    /// <param name="protocol">TCP or UDP.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong KeyOf(ulong addressAndPorts, TransportProtocol protocol) =>
        (addressAndPorts & ~SourcePort) | ((ulong)protocol << 32);

    /// <summary>Finds a service if no other key is in its way: the common case.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFindAtOnce(ulong key, out ServicePlace place)
    {
        ref readonly Slot slot = ref _slots[(int)((key * Multiplier) >> _shift)];
        place = slot.Place;
        return slot.Key == key;
    }

    /// <summary>The place of a service; negative when it is none, whatever else the address is.</summary>
    public ServicePlace Find(ulong key)
    {
        Slot[] slots = _slots;
        for (int at = (int)((key * Multiplier) >> _shift); ; at++)
        {
            ref readonly Slot slot = ref slots[at & (slots.Length - 1)];
            if (slot.Key == key || slot.Key == 0) return slot.Place;
        }
    }

    /// <summary><see cref="NoService"/> for a VIP, <see cref="NotVip"/> for any other address.</summary>
    public int FindVip(IPv4Address address) =>
        Find(KeyOf(new ServiceKey(address, 0, TransportProtocol.None))).Service;

    private static ulong KeyOf(ServiceKey service) =>
        BinaryPrimitives.ReverseEndianness(((ulong)service.Vip.Value << 32) | service.Port)
        | ((ulong)service.Protocol << 32);

    private void Add(ulong key, ServicePlace place)
    {
        int at = (int)((key * Multiplier) >> _shift);
        while (_slots[at].Key != 0 && _slots[at].Key != key) at = (at + 1) & (_slots.Length - 1);
        _slots[at] = new Slot(key, place);
    }

    /// <param name="Key">0 is a free slot, whose index is <see cref="NotVip"/>: no VIP is 0.0.0.0.</param>
    /// <param name="Place">What the key stands for.</param>
    private readonly record struct Slot(ulong Key, ServicePlace Place);
}
