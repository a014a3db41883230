using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Beamer.Core.Tables;

namespace Beamer.Core.Planning;

/// <summary>One run of the planner: its steps in order, over flat memory.</summary>
/// <remarks>
/// Buckets that can go to any server in need are only <i>picked</i> at first; the unsettled ones, which may not go
/// everywhere, choose their places before them. So nothing is queued for want of a place that a freer bucket took.
/// </remarks>
internal ref struct PlanningPass
{
    internal const int IntegersPerBucket = 5;

    /// <summary>
    /// A plan is rare, and a loop over a million rows is its whole life: it must be good code the first time it runs.
    /// </summary>
    private const MethodImplOptions OnceOverAll = MethodImplOptions.AggressiveOptimization;

    /// <summary>What <see cref="_destination"/> says besides the number of a server.</summary>
    private const int Keep = -1, Refresh = -2, Picked = -3;

    private readonly BucketTable _table;
    private readonly LiveRows _rows;
    private readonly ServerIndex _index;
    private readonly PlannerRules _rules;
    private readonly Span<int> _owner;
    private readonly Span<int> _destination;
    private readonly Span<int> _settled;
    private readonly Span<int> _unsettled;
    private readonly Span<int> _spare;
    private readonly int[] _owned;
    private readonly int[] _surplus;
    private readonly List<QueuedMove> _blocked = [];
    private Receivers _receivers = new([], []);
    private int _settledCount;
    private int _unsettledCount;

    internal PlanningPass(BucketTable table, ServerIndex index, PlannerRules rules, Span<int> memory)
    {
        int buckets = table.Pool.BucketCount;
        _table = table;
        _rows = new LiveRows(table, index);
        _index = index;
        _rules = rules;
        _owner = memory[..buckets];
        _destination = memory.Slice(buckets, buckets);
        _settled = memory.Slice(2 * buckets, buckets);
        _unsettled = memory.Slice(3 * buckets, buckets);
        _spare = memory.Slice(4 * buckets, buckets);
        _owned = new int[index.Servers.Length];
        _surplus = new int[index.Servers.Length];
    }

    /// <summary>Who owns what, and which rows name a dead previous owner.</summary>
    [MethodImpl(OnceOverAll)]
    internal readonly void ReadRows()
    {
        _destination.Fill(Keep);
        for (int bucket = 0; bucket < _owner.Length; bucket++)
        {
            int owner = _rows.Owner(bucket);
            _owner[bucket] = owner;
            if (owner != ServerIndex.None) _owned[owner]++;
            if (_rows.NamesDeadPrevious(bucket)) _destination[bucket] = Refresh;
        }
    }

    /// <summary>What each server has too much, and what it lacks.</summary>
    internal void Share()
    {
        PlanServer[] servers = _index.Servers;
        uint[] weights = Array.ConvertAll(servers, server => server.Receives ? server.Weight : 0);
        int[] shares = Apportionment.Share(_owner.Length, weights, _owned, _rules.KeepTies);
        for (int i = 0; i < servers.Length; i++) _surplus[i] = Math.Max(0, _owned[i] - shares[i]);
        for (int i = 0; i < servers.Length; i++) shares[i] -= _owned[i];
        _receivers = new Receivers(servers, shares);
    }

    /// <summary>
    /// The buckets of those who have too much; buckets without a live owner find their places at once.
    /// </summary>
    [MethodImpl(OnceOverAll)]
    internal void CollectCandidates()
    {
        for (int bucket = 0; bucket < _owner.Length; bucket++)
        {
            int owner = _owner[bucket];
            if (owner == ServerIndex.None) PlaceOwnerless(bucket);
            else if (_surplus[owner] == 0) continue;
            else if (_rows.CountPrevious(bucket) == 0 || !_rules.SettledFirst) _settled[_settledCount++] = bucket;
            else _unsettled[_unsettledCount++] = bucket;
        }

        if (!_rules.SettledFirst) return;
        GenerationOrder.Sort(_settled[.._settledCount], _spare, _rows.Rows);
        GenerationOrder.Sort(_unsettled[.._unsettledCount], _spare, _rows.Rows);
    }

    /// <summary>Takes the surplus from settled buckets as far as they go.</summary>
    internal readonly void PickSettled()
    {
        foreach (int bucket in _settled[.._settledCount])
        {
            if (_surplus[_owner[bucket]] == 0) continue;
            if (!IsFree(bucket))
            {
                PlaceOrBlock(bucket);
                continue;
            }

            _destination[bucket] = Picked;
            _surplus[_owner[bucket]]--;
        }
    }

    /// <summary>Takes the rest from unsettled buckets, as far as the rules allow.</summary>
    internal readonly void PlaceUnsettled()
    {
        foreach (int bucket in _unsettled[.._unsettledCount])
        {
            if (_surplus[_owner[bucket]] > 0) PlaceOrBlock(bucket);
        }
    }

    /// <summary>Gives the picked buckets to those who still lack some; in turn when not all can have enough.</summary>
    internal readonly void PlacePicked()
    {
        bool isScarce = _blocked.Count > 0;
        for (int bucket = Next(Picked, 0); bucket >= 0; bucket = Next(Picked, bucket + 1))
        {
            _destination[bucket] = _receivers.TakeNeedy(passTurn: isScarce);
        }
    }

    /// <summary>What follows from the destinations.</summary>
    internal readonly MovePlan Result(Generation next)
    {
        ImmutableArray<PlannedMove>.Builder moves = ImmutableArray.CreateBuilder<PlannedMove>();
        int changed = _destination.Length - _destination.Count(Keep);
        int stride = _rows.Stride;
        int[] buckets = new int[changed];
        uint[] words = new uint[changed * stride];
        int at = 0;
        for (int bucket = NextChanged(0); bucket >= 0; bucket = NextChanged(bucket + 1))
        {
            int destination = _destination[bucket];
            buckets[at] = bucket;
            IPv4Address from = _rows.OwnerAddress(bucket);
            IPv4Address to = destination == Refresh ? from : AddressOf(destination);
            _rows.WriteNext(words.AsSpan(at++ * stride, stride), bucket, to, next);
            if (from != to) moves.Add(new PlannedMove(bucket, from, to));
        }

        RowSet? rows = changed == 0 ? null : new RowSet(
            _table.Pool.Id,
            _table.Pool.Layout,
            ImmutableCollectionsMarshal.AsImmutableArray(buckets),
            ImmutableCollectionsMarshal.AsImmutableArray(words));
        return new MovePlan(rows, moves.DrainToImmutable(), Queued());
    }

    /// <summary>
    /// An emergency: always placed, best with a server in need, with a previous owner only if there is no other.
    /// </summary>
    private readonly void PlaceOwnerless(int bucket)
    {
        if (_receivers.Count == 0) Block(bucket, QueueReason.NoReceiver, IPv4Address.None);
        else if (_rows.CountPrevious(bucket) == 0) _destination[bucket] = Picked;
        else if (!TryPlaceNeedy(bucket, emergency: true) && !TryPlaceAnywhere(bucket))
        {
            _destination[bucket] = TakeNewestPrevious(bucket);
        }
    }

    /// <summary>
    /// Where only previous owners may receive, the newest of them does: packets meet the others in the same order as
    /// before, so no older socket of a 4-tuple comes before a newer one.
    /// </summary>
    private readonly int TakeNewestPrevious(int bucket)
    {
        int newest = 0;
        for (int offset = 1; offset < _receivers.Count; offset++)
        {
            if (Age(bucket, offset) < Age(bucket, newest)) newest = offset;
        }

        return _receivers.TakeAny(newest);
    }

    private readonly int Age(int bucket, int offset) => _rows.Age(bucket, AddressOf(_receivers.Any(offset)));

    private readonly void PlaceOrBlock(int bucket)
    {
        if (TryPlaceNeedy(bucket, emergency: false))
        {
            _surplus[_owner[bucket]]--;
            return;
        }

        bool uncovered = _rows.CountPrevious(bucket) + 1 > _table.Pool.PreviousMax;
        if (_receivers.Count == 0) Block(bucket, QueueReason.NoReceiver, IPv4Address.None);
        else if (_rules.Coverage && uncovered) Block(bucket, QueueReason.Coverage, _rows.OldestOwner(bucket));
        else Block(bucket, QueueReason.MoveBack, AddressOf(_receivers.Needy(0)));
    }

    private readonly bool TryPlaceNeedy(int bucket, bool emergency)
    {
        for (int offset = 0; offset < _receivers.NeedyCount; offset++)
        {
            int server = _receivers.Needy(offset);
            if (emergency ? !IsAllowedBack(bucket, server) : !IsAllowed(bucket, server)) continue;
            _destination[bucket] = _receivers.TakeNeedy(offset);
            return true;
        }

        return false;
    }

    private readonly bool TryPlaceAnywhere(int bucket)
    {
        for (int offset = 0; offset < _receivers.Count; offset++)
        {
            if (!IsAllowedBack(bucket, _receivers.Any(offset))) continue;
            _destination[bucket] = _receivers.TakeAny(offset);
            return true;
        }

        return false;
    }

    /// <summary>Whether the bucket may go to any server that lacks one.</summary>
    private readonly bool IsFree(int bucket) => _receivers.Count > 0
        && _rows.CountPrevious(bucket) == 0
        && (_table.Pool.PreviousMax > 0 || !_rules.Coverage);

    /// <summary>R2 and R14 for a planned move.</summary>
    private readonly bool IsAllowed(int bucket, int server)
    {
        if (!IsAllowedBack(bucket, server)) return false;
        if (!_rules.Coverage) return true;
        int kept = 1 + _rows.CountPrevious(bucket) - (_rows.IsPrevious(bucket, AddressOf(server)) ? 1 : 0);
        return kept <= _table.Pool.PreviousMax;
    }

    /// <summary>R14.</summary>
    private readonly bool IsAllowedBack(int bucket, int server) =>
        !_rules.NoMoveBack || !_rows.IsPrevious(bucket, AddressOf(server));

    private readonly void Block(int bucket, QueueReason reason, IPv4Address blockedBy) =>
        _blocked.Add(new QueuedMove(bucket, _rows.OwnerAddress(bucket), reason, blockedBy));

    /// <summary>
    /// Of the blocked buckets only as many as their owners still have too much: the others need not move.
    /// </summary>
    private readonly ImmutableArray<QueuedMove> Queued()
    {
        ImmutableArray<QueuedMove>.Builder queued = ImmutableArray.CreateBuilder<QueuedMove>();
        foreach (QueuedMove move in _blocked)
        {
            int owner = _owner[move.Bucket];
            if (owner == ServerIndex.None || _surplus[owner]-- > 0) queued.Add(move);
        }

        return queued.DrainToImmutable();
    }

    /// <summary>The first bucket from here on that has this destination, or −1.</summary>
    private readonly int Next(int destination, int from)
    {
        int distance = _destination[from..].IndexOf(destination);
        return distance < 0 ? -1 : from + distance;
    }

    /// <summary>The first bucket from here on whose row changes, or −1.</summary>
    private readonly int NextChanged(int from)
    {
        int distance = _destination[from..].IndexOfAnyExcept(Keep);
        return distance < 0 ? -1 : from + distance;
    }

    private readonly IPv4Address AddressOf(int server) => _index.Servers[server].Address;
}
