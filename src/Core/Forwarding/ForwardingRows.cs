using Beamer.Core.Tables;

namespace Beamer.Core.Forwarding;

/// <summary>The rows that packets read: each pool's in one array, so that a packet looks no page up.</summary>
/// <remarks>
/// A page is one more memory access for every packet, 1 to 7 ns of it. So a MUX keeps its rows twice, as the program in
/// the kernel does: packets read one copy while the next table is written to the other, in which only those pages
/// differ that the last two publications touched. One thread writes, and only while no packet reads.
/// </remarks>
public sealed class ForwardingRows
{
    private readonly uint[][] _words;

    private ForwardingRows(FleetTable fleet, uint[][] words, bool isOwn)
    {
        Held = fleet;
        _words = words;
        IsOwn = isOwn;
    }

    /// <summary>For a MUX whose packets are forwarded elsewhere: no rows.</summary>
    public static ForwardingRows None { get; } = new(FleetTable.Empty, [], isOwn: false);

    /// <summary>The table whose rows these are.</summary>
    public FleetTable Held { get; private set; }

    /// <summary>Whether they are a copy, which <see cref="TryHold"/> may change, and no table's own memory.</summary>
    public bool IsOwn { get; }

    /// <summary>The rows of a table: its own memory where they lie in one array, as after a snapshot.</summary>
    /// <param name="fleet">Any table.</param>
    public static ForwardingRows Of(FleetTable fleet) => new(
        fleet,
        [.. fleet.Pools.Values.Select(pool => pool.Pages.Whole ?? Copy(pool))],
        fleet.Pools.Values.All(pool => pool.Pages.Whole is null));

    /// <summary>A copy of all rows of a table: 16 MB for 1,048,576 of them, a few milliseconds.</summary>
    /// <param name="fleet">Any table.</param>
    public static ForwardingRows CopyOf(FleetTable fleet) =>
        new(fleet, [.. fleet.Pools.Values.Select(Copy)], isOwn: true);

    /// <summary>Makes this copy hold another table: only pages that differ are written.</summary>
    /// <param name="next">The other table. No packet reads these rows meanwhile.</param>
    /// <returns>False, and nothing is changed: they are no copy, or the table has other pools.</returns>
    public bool TryHold(FleetTable next)
    {
        if (!IsOwn || !HasShapeOf(next)) return false;
        int pool = 0;
        foreach ((PoolId id, BucketTable rows) in next.Pools) Update(_words[pool++], Held.Pools[id], rows);
        Held = next;
        return true;
    }

    /// <summary>The rows of a pool.</summary>
    /// <param name="pool">Its place among the pools of the table.</param>
    internal uint[] this[int pool] => _words.Length == 0 ? [] : _words[pool];

    private bool HasShapeOf(FleetTable next) =>
        Held.Pools.Count == next.Pools.Count
        && Held.Pools.Values.Zip(next.Pools.Values).All(
            pair => pair.First.Pool.Id == pair.Second.Pool.Id && pair.First.WordCount == pair.Second.WordCount
                && pair.First.Pool.Layout == pair.Second.Pool.Layout);

    private static void Update(Span<uint> words, BucketTable held, BucketTable next)
    {
        int pageWords = BucketTable.PageRows * next.Pool.Layout.Stride;
        for (int page = held.NextNotShared(next, 0); page < next.PageCount; page = held.NextNotShared(next, page + 1))
        {
            next.Page(page).CopyTo(words[(page * pageWords)..]);
        }
    }

    private static uint[] Copy(BucketTable pool)
    {
        uint[] words = GC.AllocateUninitializedArray<uint>(pool.WordCount);
        pool.CopyTo(words);
        return words;
    }
}
