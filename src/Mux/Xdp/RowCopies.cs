using Beamer.Core.Tables;

namespace Beamer.Mux.Xdp;

/// <summary>All rows of a program, twice: packets read one copy while the next table is written to the other.</summary>
/// <remarks>One thread. The memory is the kernel's, or anybody's in a test.</remarks>
internal sealed class RowCopies
{
    private readonly RowCopy _shape;
    private readonly Dictionary<PoolId, int> _firstRows = [];
    private readonly int _rows;
    private FleetTable _spare;

    /// <summary>Lays the rows of a table out.</summary>
    /// <param name="fleet">The first table; those that follow have the same pools.</param>
    public RowCopies(FleetTable fleet)
    {
        foreach (Pool pool in fleet.Configuration.Pools)
        {
            _firstRows[pool.Id] = _rows;
            _rows = checked(_rows + pool.BucketCount);
        }

        IsWide = fleet.Configuration.Pools.Any(pool => pool.PreviousMax > 2);
        _shape = new RowCopy(IsWide ? RowCopy.WideRowWords : RowCopy.NarrowRowWords);
        InForce = _spare = fleet;
    }

    /// <summary>Whether rows may name more than two previous owners.</summary>
    public bool IsWide { get; }

    /// <summary>Rows of both copies together, at least one.</summary>
    public int Count => Math.Max(1, checked(2 * _rows));

    /// <summary>The table that packets read.</summary>
    public FleetTable InForce { get; private set; }

    /// <summary>Where, in rows, the rows of a pool begin in either copy.</summary>
    public int FirstRow(PoolId pool) => _firstRows[pool];

    /// <summary>Writes the first table to both copies, before any packet reads them.</summary>
    /// <param name="memory">All rows.</param>
    public void Fill(Span<uint> memory)
    {
        foreach (BucketTable pool in InForce.Pools.Values)
        {
            _shape.Fill(RowsOf(memory, pool.Pool, 0), pool);
            _shape.Fill(RowsOf(memory, pool.Pool, _rows), pool);
        }
    }

    /// <summary>Writes another table to the copy that packets do not read, and lets them read that one.</summary>
    /// <param name="memory">All rows.</param>
    /// <param name="copyInForce">Where, in rows, the copy begins that packets read.</param>
    /// <param name="next">A table with the same pools.</param>
    /// <param name="waitForPackets">
    /// Returns when no packet is on its way that had begun before: some may still read the copy that they found in
    /// force.
    /// </param>
    /// <returns>How many rows were written.</returns>
    public int Publish(Span<uint> memory, ref uint copyInForce, FleetTable next, Action waitForPackets)
    {
        waitForPackets();
        uint spare = (uint)_rows - copyInForce;
        int written = 0;
        foreach (BucketTable pool in next.Pools.Values)
        {
            written += _shape.Update(
                RowsOf(memory, pool.Pool, (int)spare), _spare.Pools[pool.Pool.Id], pool);
        }

        Volatile.Write(ref copyInForce, spare);
        (_spare, InForce) = (InForce, next);
        return written;
    }

    private Span<uint> RowsOf(Span<uint> memory, Pool pool, int copy) => memory.Slice(
        (copy + _firstRows[pool.Id]) * _shape.RowWords, pool.BucketCount * _shape.RowWords);
}
