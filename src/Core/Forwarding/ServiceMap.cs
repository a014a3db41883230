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

    private readonly Slot[] _slots;
    private readonly int _shift;

    public ServiceMap(ImmutableArray<Service> services)
    {
        int capacity = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(8, services.Length * 4));
        _slots = new Slot[capacity];
        Array.Fill(_slots, new Slot(0, NotVip));
        _shift = 64 - BitOperations.Log2((uint)capacity);
        for (int i = 0; i < services.Length; i++)
        {
            ServiceKey key = services[i].Key;
            Add(KeyOf(key.Vip, key.Port, key.Protocol), i);
            Add(KeyOf(key.Vip, 0, TransportProtocol.None), NoService);
        }
    }

    /// <summary>The index of a service, or one of the two constants.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ServiceKey service)
    {
        int index = Lookup(KeyOf(service.Vip, service.Port, service.Protocol));
        return index >= 0 ? index : FindVip(service.Vip);
    }

    /// <summary><see cref="NoService"/> for a VIP, <see cref="NotVip"/> for any other address.</summary>
    public int FindVip(IPv4Address address) => Lookup(KeyOf(address, 0, TransportProtocol.None));

    private static ulong KeyOf(IPv4Address vip, ushort port, TransportProtocol protocol) =>
        ((ulong)vip.Value << 32) | ((ulong)port << 16) | (ulong)protocol;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Lookup(ulong key)
    {
        Slot[] slots = _slots;
        for (int at = (int)((key * Multiplier) >> _shift); ; at++)
        {
            ref readonly Slot slot = ref slots[at & (slots.Length - 1)];
            if (slot.Key == key) return slot.Index;
            if (slot.Key == 0) return NotVip;
        }
    }

    private void Add(ulong key, int index)
    {
        int at = (int)((key * Multiplier) >> _shift);
        while (_slots[at].Key != 0 && _slots[at].Key != key) at = (at + 1) & (_slots.Length - 1);
        _slots[at] = new Slot(key, index);
    }

    /// <param name="Key">0 is a free slot, whose index is <see cref="NotVip"/>: no VIP is 0.0.0.0.</param>
    /// <param name="Index">What the key stands for.</param>
    private readonly record struct Slot(ulong Key, int Index);
}
