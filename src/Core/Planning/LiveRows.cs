using Beamer.Core.Tables;

namespace Beamer.Core.Planning;

/// <summary>The rows of a pool, as if dead owners were not in them.</summary>
internal readonly ref struct LiveRows
{
    private readonly RowPages _rows;
    private readonly int _stride;
    private readonly ServerIndex _index;

    internal LiveRows(BucketTable table, ServerIndex index)
    {
        _rows = table.Pages;
        _stride = table.Pool.Layout.Stride;
        _index = index;
    }

    internal RowPages Rows => _rows;

    internal int Stride => _stride;

    /// <summary>The number of the owner, or <see cref="ServerIndex.None"/> when it is dead or there is none.</summary>
    internal int Owner(int bucket) => _index.Find(WordsOf(bucket)[1]);

    /// <summary>The owner as the row has it, dead or alive.</summary>
    internal IPv4Address OwnerAddress(int bucket) => new(WordsOf(bucket)[1]);

    internal bool NamesDeadPrevious(int bucket)
    {
        foreach (uint previous in WordsOf(bucket)[2..])
        {
            if (previous == 0) return false;
            if (_index.Find(previous) == ServerIndex.None) return true;
        }

        return false;
    }

    internal int CountPrevious(int bucket)
    {
        int count = 0;
        foreach (uint previous in WordsOf(bucket)[2..])
        {
            if (previous == 0) break;
            if (_index.Find(previous) != ServerIndex.None) count++;
        }

        return count;
    }

    internal bool IsPrevious(int bucket, IPv4Address server) => WordsOf(bucket)[2..].Contains(server.Value);

    /// <summary>The place of a previous owner in the row: 0 for the newest, negative when it is none.</summary>
    internal int Age(int bucket, IPv4Address server) => WordsOf(bucket)[2..].IndexOf(server.Value);

    /// <summary>The owner that the row has named for the longest time: the next to settle, as a rule.</summary>
    internal IPv4Address OldestOwner(int bucket)
    {
        ReadOnlySpan<uint> row = WordsOf(bucket);
        for (int i = row.Length - 1; i >= 2; i--)
        {
            if (_index.Find(row[i]) != ServerIndex.None) return new IPv4Address(row[i]);
        }

        return new IPv4Address(row[1]);
    }

    /// <summary>
    /// Writes the bucket's next row: the former owners newest first, without the dead and the new current one.
    /// </summary>
    internal void WriteNext(Span<uint> destination, int bucket, IPv4Address current, Generation next)
    {
        destination[0] = next.Value;
        destination[1] = current.Value;
        int at = 2;
        foreach (uint owner in WordsOf(bucket)[1..])
        {
            if (owner == current.Value || _index.Find(owner) == ServerIndex.None) continue;
            if (at < destination.Length) destination[at++] = owner;
        }
    }

    private ReadOnlySpan<uint> WordsOf(int bucket) => _rows.WordsOf(bucket);
}
