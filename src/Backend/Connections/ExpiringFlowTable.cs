using Beamer.Core;
using Beamer.Core.Hashing;

namespace Beamer.Backend.Connections;

/// <summary>
/// Remembers one number for each of a bounded number of flows, for a while. One thread; allocates only at birth.
/// </summary>
/// <remarks>
/// Eight places for each hash, and the entry that expires first gives way: a flood of new flows costs memory of its own
/// past, never more memory. The hash is keyed, so that nobody can aim at one set.
/// </remarks>
internal sealed class ExpiringFlowTable
{
    private const int Ways = 8;

    private readonly Entry[] _entries;
    private readonly int _setMask;
    private readonly long _lifetime;
    private readonly SipKey _key;

    /// <param name="capacity">A power of two, 8 or more.</param>
    /// <param name="lifetime">In units of the timestamps given to the methods.</param>
    /// <param name="key">A random secret.</param>
    internal ExpiringFlowTable(int capacity, long lifetime, SipKey key)
    {
        Invariant.Require(capacity >= Ways && int.IsPow2(capacity), "the capacity is a power of two, 8 or more");
        _entries = new Entry[capacity];
        _setMask = (capacity / Ways) - 1;
        _lifetime = lifetime;
        _key = key;
    }

    /// <summary>Flows remembered now or not yet overwritten.</summary>
    internal int Count { get; private set; }

    /// <summary>Remembers a number, in place of an earlier one.</summary>
    internal void Set(in Flow flow, uint value, long now)
    {
        Span<Entry> set = SetOf(flow);
        int place = 0;
        for (int i = 0; i < Ways; i++)
        {
            if (set[i].Holds(flow))
            {
                place = i;
                break;
            }

            if (set[i].Expires < set[place].Expires) place = i;
        }

        if (set[place].Expires == 0) Count++;
        set[place] = new Entry(flow, value, now + _lifetime);
    }

    /// <summary>The number, while it is fresh.</summary>
    internal bool TryGet(in Flow flow, long now, out uint value)
    {
        foreach (ref readonly Entry entry in SetOf(flow))
        {
            if (!entry.Holds(flow)) continue;
            value = entry.Value;
            return now < entry.Expires;
        }

        value = 0;
        return false;
    }

    /// <summary>Forgets a flow.</summary>
    internal void Remove(in Flow flow)
    {
        foreach (ref Entry entry in SetOf(flow))
        {
            if (!entry.Holds(flow)) continue;
            entry = default;
            Count--;
            return;
        }
    }

    private Span<Entry> SetOf(in Flow flow) =>
        _entries.AsSpan((int)(FlowHash.Of(_key, flow).Value & (ulong)_setMask) * Ways, Ways);

    /// <summary>Expires = 0 is an empty place.</summary>
    private readonly record struct Entry(Flow Flow, uint Value, long Expires)
    {
        internal bool Holds(in Flow flow) => Expires != 0 && Flow == flow;
    }
}
