namespace Beamer.Core.Fleet;

/// <summary>How many machines know which generation: the least of all is found without asking each of them.</summary>
internal sealed class GenerationCounts
{
    private readonly SortedDictionary<Generation, int> _counts = [];

    /// <summary>The smallest generation that is counted, or null when none is.</summary>
    internal Generation? Least { get; private set; }

    /// <summary>A machine counts for another generation than before.</summary>
    /// <param name="before">The former one; null: it did not count.</param>
    /// <param name="after">The new one; null: it does not count any more.</param>
    internal void Change(Generation? before, Generation? after)
    {
        if (before == after) return;
        if (before is { } old)
        {
            int left = _counts[old] - 1;
            if (left > 0) _counts[old] = left;
            else _counts.Remove(old);
        }

        if (after is { } fresh) _counts[fresh] = _counts.GetValueOrDefault(fresh) + 1;
        Least = _counts.Count == 0 ? null : _counts.Keys.First();
    }
}
