using System.Buffers.Binary;
using Beamer.Core;
using Beamer.Core.Tables;

namespace Beamer.Mux.Xdp;

/// <summary>The rows of one pool in memory that programs read meanwhile: two slots for each bucket.</summary>
/// <remarks>
/// <code>
///  word 0        1         2             ...   1 + K
/// +-----------+---------+-------------+-----+---------------+-----------
/// | generation| current | previous[0] | ... | previous[K-1] | the other slot
/// +-----------+---------+-------------+-----+---------------+-----------
/// </code>
/// In force is the slot with the highest generation that is not above the table's. <see cref="Write"/> writes the
/// other one, which no packet looks at until the table's generation rises: <c>docs/datapath.md</c> has the proof. One
/// writer. Addresses are in network order, generations in the machine's.
/// </remarks>
/// <param name="slotWords">Words of a slot: 2 and one for each previous owner, and what the shape pads.</param>
internal readonly struct RowCells(int slotWords)
{
    /// <summary>The generation of a slot that is being written: no table reaches it.</summary>
    public const uint Unwritten = uint.MaxValue;

    /// <summary>Words of a slot for at most two previous owners.</summary>
    public const int NarrowSlotWords = 4;

    /// <summary>Words of a slot for at most seven.</summary>
    public const int WideSlotWords = 10;

    /// <summary>Words of a bucket's cell.</summary>
    public int CellWords => 2 * slotWords;

    /// <summary>Writes all rows of a pool into cells that no packet looks at yet.</summary>
    /// <param name="cells">One for each bucket.</param>
    /// <param name="rows">The rows.</param>
    public void Fill(Span<uint> cells, BucketTable rows)
    {
        Invariant.Require(cells.Length == rows.Pool.BucketCount * CellWords, "there is a cell for each bucket");
        for (int bucket = 0; bucket < rows.Pool.BucketCount; bucket++)
        {
            Span<uint> cell = cells.Slice(bucket * CellWords, CellWords);
            WriteSlot(cell[..slotWords], rows.WordsOf(bucket));
            cell[slotWords..].Clear();
            cell[slotWords] = Unwritten;
        }
    }

    /// <summary>Whether the change from one table to the next can be written beside what is in force.</summary>
    /// <param name="before">What the cells hold, at a generation <paramref name="inForce"/> or lower.</param>
    /// <param name="after">The rows of the same pool in a later table.</param>
    /// <param name="inForce">The generation in force.</param>
    public static bool CanWrite(BucketTable before, BucketTable after, uint inForce)
    {
        ChangedRows changed = new(before, after);
        while (changed.MoveNext())
        {
            uint generation = after.WordsOf(changed.Bucket)[0];
            if (generation <= inForce || generation == Unwritten) return false;
        }

        return true;
    }

    /// <summary>Writes every changed row into the slot of its bucket that is not in force.</summary>
    /// <remarks>
    /// Before, no packet may still use the table before <paramref name="before"/>: its slots are the ones written here.
    /// Afterwards, all of it is published by raising the generation in force.
    /// </remarks>
    /// <param name="cells">One for each bucket.</param>
    /// <param name="before">The rows in force.</param>
    /// <param name="after">Those to come, for which <see cref="CanWrite"/> holds.</param>
    /// <param name="inForce">The generation in force.</param>
    /// <returns>How many rows changed.</returns>
    public int Write(Span<uint> cells, BucketTable before, BucketTable after, uint inForce)
    {
        int count = 0;
        ChangedRows changed = new(before, after);
        while (changed.MoveNext())
        {
            Span<uint> cell = cells.Slice(changed.Bucket * CellWords, CellWords);
            int used = SlotInForce(cell, inForce);
            WriteSlot(cell.Slice((1 - used) * slotWords, slotWords), after.WordsOf(changed.Bucket));
            count++;
        }

        return count;
    }

    /// <summary>Which slot a packet takes: <c>newer_in_force</c> in <c>Bpf/lookup.h</c>.</summary>
    /// <param name="cell">One bucket's.</param>
    /// <param name="inForce">The generation in force.</param>
    public int SlotInForce(ReadOnlySpan<uint> cell, uint inForce)
    {
        uint first = Volatile.Read(in cell[0]);
        uint second = Volatile.Read(in cell[slotWords]);
        return second <= inForce && (first > inForce || second > first) ? 1 : 0;
    }

    /// <summary>The generation last: until then no table reaches the slot.</summary>
    private static void WriteSlot(Span<uint> slot, ReadOnlySpan<uint> row)
    {
        Volatile.Write(ref slot[0], Unwritten);
        for (int i = 1; i < slot.Length; i++)
        {
            uint word = i < row.Length ? BinaryPrimitives.ReverseEndianness(row[i]) : 0;
            Volatile.Write(ref slot[i], word);
        }

        Volatile.Write(ref slot[0], row[0]);
    }
}
