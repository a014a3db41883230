using System.Numerics;

namespace Beamer.Tests.Simulation.Network;

/// <summary>
/// Events in the order of their time; those of one tick (51.2 µs) in the order in which they were added.
/// </summary>
/// <remarks>
/// A timing wheel of three levels with 1,024 slots each: to add and to take cost the same with ten events or with ten
/// million. It reaches as far as 15 hours.
/// </remarks>
internal sealed class EventWheel
{
    private const int TickShift = 9;
    private const int LevelBits = 10;
    private const int Slots = 1 << LevelBits;
    private const int Levels = 3;
    private const int None = -1;

    private readonly int[] _heads = new int[Levels * Slots];
    private readonly int[] _tails = new int[Levels * Slots];
    private readonly ulong[] _occupied = new ulong[Levels * Slots / 64];
    private Node[] _nodes = new Node[1024];
    private int _used;
    private int _free = None;
    private long _tick;

    internal EventWheel() => Array.Fill(_heads, None);

    /// <summary>Events that wait.</summary>
    internal int Count { get; private set; }

    /// <summary>The time of the event that was taken last.</summary>
    internal TimeSpan Now => new(_tick << TickShift);

    internal void Add(TimeSpan due, in SimulatedEvent what)
    {
        int index = _free;
        if (index != None)
        {
            _free = _nodes[index].Next;
        }
        else
        {
            if (_used == _nodes.Length) Array.Resize(ref _nodes, _used * 2);
            index = _used++;
        }

        // Rounded up: nothing happens before it is due.
        _nodes[index].Tick = Math.Max((due.Ticks + (1 << TickShift) - 1) >> TickShift, _tick);
        _nodes[index].What = what;
        Count++;
        Place(index);
    }

    /// <summary>
    /// Takes the next event, or moves the time to <paramref name="until"/> when there is none before.
    /// </summary>
    internal bool TryNext(TimeSpan until, out SimulatedEvent what)
    {
        long last = until.Ticks >> TickShift;
        what = default;
        while (true)
        {
            int slot = NextOccupied(0, (int)(_tick & (Slots - 1)));
            if (slot != None)
            {
                long tick = (_tick & ~(long)(Slots - 1)) | (long)slot;
                if (tick > last) break;
                _tick = tick;
                what = Take(slot);
                return true;
            }

            long block = (_tick | (Slots - 1)) + 1;
            if (block > last) break;
            _tick = Count == 0 ? last : block;
            if (Count == 0) return false;
            Cascade(block);
        }

        _tick = Math.Max(_tick, last);
        return false;
    }

    private void Place(int index)
    {
        long tick = _nodes[index].Tick;
        int level = 0;
        while (level < Levels - 1 && tick >> (LevelBits * (level + 1)) != _tick >> (LevelBits * (level + 1))) level++;
        int slot = (level * Slots) + (int)((tick >> (LevelBits * level)) & (Slots - 1));
        _nodes[index].Next = None;
        if (_heads[slot] == None) _heads[slot] = index;
        else _nodes[_tails[slot]].Next = index;
        _tails[slot] = index;
        _occupied[slot / 64] |= 1UL << (slot % 64);
    }

    private SimulatedEvent Take(int slot)
    {
        int index = _heads[slot];
        ref Node node = ref _nodes[index];
        _heads[slot] = node.Next;
        if (node.Next == None) Clear(slot);
        node.Next = _free;
        _free = index;
        Count--;
        return node.What;
    }

    /// <summary>A block of ticks begins: what waits for it in the higher levels moves down.</summary>
    private void Cascade(long block)
    {
        for (int level = Levels - 1; level > 0; level--)
        {
            if ((block & ((1L << (LevelBits * level)) - 1)) != 0) continue;
            int slot = (level * Slots) + (int)((block >> (LevelBits * level)) & (Slots - 1));
            int index = _heads[slot];
            _heads[slot] = None;
            Clear(slot);
            while (index != None)
            {
                int next = _nodes[index].Next;
                Place(index);
                index = next;
            }
        }
    }

    private void Clear(int slot) => _occupied[slot / 64] &= ~(1UL << (slot % 64));

    /// <summary>The first slot of a level, from <paramref name="from"/> on, that holds anything.</summary>
    private int NextOccupied(int level, int from)
    {
        int start = level * Slots / 64;
        ulong word = _occupied[start + (from / 64)] & (ulong.MaxValue << (from % 64));
        for (int at = from / 64; ; word = _occupied[start + at])
        {
            if (word != 0) return (at * 64) + BitOperations.TrailingZeroCount(word);
            if (++at == Slots / 64) return None;
        }
    }

    private struct Node
    {
        internal long Tick;
        internal SimulatedEvent What;
        internal int Next;
    }
}
