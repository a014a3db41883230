using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Core.Tables;
using Beamer.Hosting;
using Beamer.Rpc;
using Google.Protobuf;

namespace Beamer.Controller.Store;

/// <summary>The embedded store: one SQLite file, its log (<c>-wal</c>) and its write mark (<c>-mark</c>).</summary>
/// <remarks>
/// WAL with <c>synchronous=FULL</c>: a transaction is durable when it returns. Publications are kept as deltas; every
/// <see cref="SnapshotInterval"/>-th commit stores the whole table, so that a start folds few deltas; history older
/// than <see cref="HistoryMin"/> publications is dropped with the snapshots before it.
/// </remarks>
internal sealed class SqliteFleetStore : IFleetStore
{
    /// <summary>Commits between two snapshots: a start folds at most so many deltas.</summary>
    internal const int SnapshotInterval = 64;

    /// <summary>Publications that <c>History</c> and <c>Rollback</c> reach at least.</summary>
    internal const int HistoryMin = 512;

    private const long FormatVersion = 1;

    private readonly RecordStore _records;
    private readonly TimeProvider _time;
    private readonly EventLog _events;
    private FleetTable _committed;
    private FleetDelta? _inFlight;

    private SqliteFleetStore(RecordStore records, TimeProvider time)
    {
        _records = records;
        _time = time;
        _events = new EventLog(records, time);
        FleetRecord record = StoreContents.Load(records);
        _committed = record.Committed;
        _inFlight = record.InFlight;
    }

    /// <summary>Opens or makes the store and proves that it is whole.</summary>
    /// <exception cref="StartException">
    /// It cannot be opened, or it is damaged: file, table and generation are named.
    /// </exception>
    internal static SqliteFleetStore Open(string path, TimeProvider time)
    {
        RecordStore records = RecordStore.Open(path);
        try
        {
            long format = StoreContents.ReadMeta(records, MetaKey.Format);
            if (format == 0) records.Write(() => records.Put(RecordTable.Meta, MetaKey.Format, FormatVersion));
            else if (format != FormatVersion)
            {
                throw new StartException($"{path} has format {format}; this program reads format {FormatVersion}.");
            }

            return new SqliteFleetStore(records, time);
        }
        catch (Exception e) when (e is StartException or StoreFullException)
        {
            records.Dispose();
            throw e as StartException ?? new StartException($"{e.Message} Make room on it and start again.");
        }
    }

    /// <inheritdoc/>
    public ulong BeginTerm()
    {
        long term = StoreContents.ReadMeta(_records, MetaKey.Term) + 1;
        _records.Write(() => _records.Put(RecordTable.Meta, MetaKey.Term, term));
        return (ulong)term;
    }

    /// <inheritdoc/>
    public FleetRecord Load() => StoreContents.Load(_records);

    /// <inheritdoc/>
    public void Save(IReadOnlyList<FleetEffect> effects)
    {
        (FleetTable committed, FleetDelta? inFlight) = (_committed, _inFlight);
        try
        {
            _records.Write(() =>
            {
                foreach (FleetEffect effect in effects) Save(effect);
            });
        }
        catch (StoreFullException)
        {
            (_committed, _inFlight) = (committed, inFlight);
            throw;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<HistoryEntry> History(int limit) =>
    [
        .. _records.Read(RecordTable.Publications, $"ORDER BY generation DESC LIMIT {limit}")
            .Select(StoreContents.ReadPublication)
            .Concat(_events.Read(limit))
            .OrderByDescending(entry => entry.Generation)
            .ThenByDescending(entry => entry.Time)
            .Take(limit),
    ];

    /// <inheritdoc/>
    public bool TryLoadTable(Generation generation, out FleetTable table, out string reason)
    {
        table = FleetTable.Empty;
        reason = "";
        Generation oldest = OldestPublication();
        if (generation > _committed.Generation || generation < oldest || oldest == Generation.Zero)
        {
            reason =
                $"generation {generation} is not in the history, which goes from {oldest} to {_committed.Generation}.";
            return false;
        }

        table = StoreContents.Fold(_records, generation);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _records.Dispose();

    private void Save(FleetEffect effect)
    {
        switch (effect)
        {
            case FleetEffect.StorePublication publication:
                Append(publication);
                break;
            case FleetEffect.StoreCommit commit:
                Commit(commit.Generation);
                break;
            case FleetEffect.StoreIntent intent:
                _records.Put(RecordTable.Intent, 1L, IntentDocument.Write(intent.Intent));
                break;
            case FleetEffect.StoreEvent happening:
                _events.Append(happening, _committed);
                break;
            case FleetEffect.StoreIncarnation { Incarnation: 0 } incarnation:
                _records.Delete(RecordTable.Incarnations, incarnation.Server);
                break;
            case FleetEffect.StoreIncarnation incarnation:
                _records.Put(RecordTable.Incarnations, incarnation.Server, unchecked((long)incarnation.Incarnation));
                break;
            case FleetEffect.StoreMux { IsKnown: true } mux:
                _records.Put(RecordTable.Muxes, mux.Mux);
                break;
            case FleetEffect.StoreMux mux:
                _records.Delete(RecordTable.Muxes, mux.Mux);
                break;
            default:
                throw new InvalidOperationException($"{effect.GetType().Name} is not for the store.");
        }
    }

    /// <summary>
    /// Compare, then set: the publication follows the newest committed table, and its rows make its digest.
    /// </summary>
    private void Append(FleetEffect.StorePublication publication)
    {
        FleetDelta delta = publication.Delta;
        bool fits = _committed.TryApply(delta, out _, out List<string> reasons);
        Invariant.Require(
            fits, $"publication {delta.To} does not follow the stored table: {string.Join(' ', reasons)}");
        _records.Put(
            RecordTable.Publications,
            (long)delta.To.Value,
            (long)delta.From.Value,
            unchecked((long)delta.Term),
            _time.GetUtcNow().ToUnixTimeMilliseconds(),
            publication.Actor,
            publication.Description,
            (long)delta.Rows.Sum(rows => rows.Count),
            unchecked((long)delta.Digest.Value),
            TableMessages.ToMessage(delta).ToByteArray());
        _inFlight = delta;
    }

    private void Commit(Generation generation)
    {
        if (generation == _committed.Generation) return;
        Invariant.Require(_inFlight?.To == generation, "only the publication in flight is committed");
        _committed = StoreContents.Apply(_records, _committed, _inFlight);
        _inFlight = null;
        _records.Put(RecordTable.Meta, MetaKey.Committed, (long)generation.Value);
        if (generation.Value % SnapshotInterval != 0) return;
        StoreSnapshot();
        DropOldHistory();
    }

    private void StoreSnapshot()
    {
        foreach (Rpc.V1.SnapshotChunk chunk in SnapshotChunks.Cut(_committed))
        {
            _records.Put(
                RecordTable.Snapshots,
                (long)_committed.Generation.Value,
                (long)chunk.Index,
                (long)chunk.Count,
                chunk.Content.ToByteArray());
        }
    }

    /// <summary>Drops what is older than the newest snapshot that leaves enough history.</summary>
    private void DropOldHistory()
    {
        long newestBase = (long)_committed.Generation.Value - HistoryMin;
        long start = _records.Keys(RecordTable.Snapshots)
            .Select(key => (long)key[0]).Where(generation => generation <= newestBase).DefaultIfEmpty(0).Max();
        if (start == 0) return;
        foreach (object[] key in _records.Keys(RecordTable.Publications).Where(key => (long)key[0] <= start))
        {
            _records.Delete(RecordTable.Publications, key);
        }

        foreach (object[] key in _records.Keys(RecordTable.Snapshots).Where(key => (long)key[0] < start))
        {
            _records.Delete(RecordTable.Snapshots, key);
        }
    }

    private Generation OldestPublication() =>
        new((uint)_records.Keys(RecordTable.Publications).Select(key => (long)key[0]).DefaultIfEmpty(0).Min());
}
