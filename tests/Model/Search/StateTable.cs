namespace Beamer.Tests.Model.Search;

/// <summary>
/// All states that were seen, in the order in which they were, each with the one it was first reached from.
/// </summary>
/// <remarks>Open addressing over flat arrays: millions of states take some forty bytes each.</remarks>
internal sealed class StateTable
{
    private const int CapacityFirst = 1 << 16;

    private UInt128[] _keys = new UInt128[CapacityFirst];
    private int[] _parents = new int[CapacityFirst];
    private int[] _slots = new int[2 * CapacityFirst];

    internal int Count { get; private set; }

    internal UInt128 this[int index] => _keys[index];

    /// <summary>The state from which this one was first reached; -1 for the first.</summary>
    internal int ParentOf(int index) => _parents[index];

    /// <summary>Adds a state unless it was seen before.</summary>
    internal void Add(UInt128 key, int parent)
    {
        if (Count == _keys.Length) Grow();
        int slot = FindSlot(key);
        if (_slots[slot] != 0) return;
        _keys[Count] = key;
        _parents[Count] = parent;
        _slots[slot] = ++Count;
    }

    /// <summary>The slot of a state, or the free one where it belongs.</summary>
    private int FindSlot(UInt128 key)
    {
        int mask = _slots.Length - 1;
        int slot = Hash(key) & mask;
        while (_slots[slot] != 0 && _keys[_slots[slot] - 1] != key) slot = (slot + 1) & mask;
        return slot;
    }

    private void Grow()
    {
        Array.Resize(ref _keys, 2 * Count);
        Array.Resize(ref _parents, 2 * Count);
        _slots = new int[4 * Count];
        for (int i = 0; i < Count; i++) _slots[FindSlot(_keys[i])] = i + 1;
    }

    private static int Hash(UInt128 key)
    {
        ulong mixed = (ulong)key * 0x9E3779B97F4A7C15 ^ (ulong)(key >> 64) * 0xC2B2AE3D27D4EB4F;
        mixed ^= mixed >> 32;
        return (int)((mixed * 0x9E3779B97F4A7C15) >> 33);
    }
}
