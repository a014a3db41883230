using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Core.Tables;

namespace Beamer.Controller.Store;

/// <summary>What happened without a publication, numbered; the oldest lines are dropped.</summary>
internal sealed class EventLog(RecordStore records, TimeProvider time)
{
    /// <summary>Lines that are kept.</summary>
    internal const int EventsMax = 512;

    private long _last = records.Keys(RecordTable.Events).Select(key => (long)key[0]).DefaultIfEmpty(0).Max();

    /// <summary>Writes one line; only within a transaction.</summary>
    /// <param name="happening">What happened.</param>
    /// <param name="committed">The table in force.</param>
    internal void Append(FleetEffect.StoreEvent happening, FleetTable committed)
    {
        records.Put(
            RecordTable.Events,
            ++_last,
            (long)committed.Generation.Value,
            unchecked((long)committed.Term),
            time.GetUtcNow().ToUnixTimeMilliseconds(),
            happening.Actor,
            happening.Description,
            unchecked((long)committed.Digest.Value));
        records.Delete(RecordTable.Events, _last - EventsMax);
    }

    /// <summary>The newest lines, newest first.</summary>
    internal IEnumerable<HistoryEntry> Read(int limit) =>
        records.Read(RecordTable.Events, $"ORDER BY number DESC LIMIT {limit}").Select(record => new HistoryEntry(
            new Generation((uint)(long)record[1]),
            unchecked((ulong)(long)record[2]),
            DateTimeOffset.FromUnixTimeMilliseconds((long)record[3]),
            (string)record[4],
            (string)record[5],
            0,
            new TableDigest(unchecked((ulong)(long)record[6]))));
}
