using System.Collections.Immutable;
using Beamer.Core.Planning;
using Beamer.Core.Tables;

namespace Beamer.Core.Fleet;

/// <summary>The next rows of one pool in the making.</summary>
internal sealed class PoolDraft(BucketTable before, Generation next)
{
    private readonly SortedDictionary<int, Row> _rows = [];
    private RowSet? _planned;

    /// <summary>The generation that changed rows carry.</summary>
    internal Generation Next => next;

    internal Pool Pool { get; } = before.Pool;

    internal BucketTable Before { get; } = before;

    internal List<PlannedMove> Moves { get; } = [];

    /// <summary>How many moves wait, by sentence.</summary>
    internal SortedDictionary<string, int> Queued { get; } = new(StringComparer.Ordinal);

    /// <summary>The row as far as it is made.</summary>
    internal Row this[int bucket] => _rows.TryGetValue(bucket, out Row row) ? row : Before[bucket];

    internal int Settled { get; set; }

    /// <summary>Puts owners into a row; the generation is the next one.</summary>
    internal void Set(int bucket, IPv4Address current, ReadOnlySpan<IPv4Address> previous) =>
        _rows[bucket] = new Row(next, current, previous);

    internal void Queue(string reason) => Queued[reason] = Queued.GetValueOrDefault(reason) + 1;

    /// <summary>The table with the rows so far, for the planner.</summary>
    internal BucketTable Preview() => _rows.Count == 0 ? Before : Before.With(RowSet.From(Pool, _rows));

    /// <summary>
    /// Takes the planner's rows whole when no other rows were made; copying them one by one costs time.
    /// </summary>
    internal void TakePlanned(RowSet rows)
    {
        if (_rows.Count == 0)
        {
            _planned = rows;
            return;
        }

        for (int i = 0; i < rows.Count; i++) _rows[rows.Buckets[i]] = rows[i];
    }

    /// <summary>Every changed row, or null when none is.</summary>
    internal RowSet? Result() => _planned ?? (_rows.Count == 0 ? null : RowSet.From(Pool, _rows));

    /// <summary>Whether any row will name a server.</summary>
    internal bool Names(IPv4Address server)
    {
        BucketTable after = Result() is { } rows ? Before.With(rows) : Before;
        for (int bucket = 0; bucket < Pool.BucketCount; bucket++)
        {
            if (after.WordsOf(bucket)[1..].Contains(server.Value)) return true;
        }

        return false;
    }

    internal ImmutableArray<PlanMove> Grouped(Func<IPv4Address, string> nameOf) =>
    [
        .. Moves.GroupBy(move => (move.From, move.To)).Select(group => new PlanMove(
            Pool.Name, nameOf(group.Key.From), nameOf(group.Key.To), [.. group.Select(move => move.Bucket).Order()])),
    ];
}
