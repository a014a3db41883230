using System.Collections.Immutable;
using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Core.Tables;
using Beamer.Rpc;
using Google.Protobuf;

namespace Beamer.Controller.Store;

/// <summary>Reads records back into the fleet's values, and refuses records that contradict each other.</summary>
internal static class StoreContents
{
    /// <summary>Everything, once at the start: the whole chain is walked.</summary>
    internal static FleetRecord Load(RecordStore records)
    {
        Generation committed = new((uint)ReadMeta(records, MetaKey.Committed));
        CheckChain(records, committed);
        FleetTable table = Fold(records, committed);
        Generation next = new(committed.Value + 1);
        FleetDelta? inFlight = ReadDeltas(records, committed, next).SingleOrDefault();
        if (inFlight is not null) Apply(records, table, inFlight);
        return new FleetRecord(
            table,
            inFlight,
            ReadIntent(records),
            records.Read(RecordTable.Incarnations)
                .ToImmutableDictionary(record => (string)record[0], record => unchecked((ulong)(long)record[1])),
            [.. records.Read(RecordTable.Muxes).Select(record => (string)record[0])]);
    }

    /// <summary>The table at a generation: the newest snapshot before it, and the deltas since.</summary>
    internal static FleetTable Fold(RecordStore records, Generation generation)
    {
        FleetTable table = ReadSnapshot(records, generation);
        foreach (FleetDelta delta in ReadDeltas(records, table.Generation, generation))
        {
            table = Apply(records, table, delta);
        }

        if (table.Generation != generation)
        {
            throw records.Damaged($"table publications: generation {table.Generation.Value + 1} is missing.");
        }

        return table;
    }

    /// <summary>The table after one delta, which must fit and make the digest that it says.</summary>
    internal static FleetTable Apply(RecordStore records, FleetTable table, FleetDelta delta) =>
        table.TryApply(delta, out FleetTable next, out List<string> reasons)
            ? next
            : throw records.Damaged($"table publications, generation {delta.To}: {string.Join(' ', reasons)}");

    internal static long ReadMeta(RecordStore records, string key) =>
        records.Read(RecordTable.Meta, $"WHERE key = '{key}'").SingleOrDefault() is { } record ? (long)record[1] : 0;

    internal static HistoryEntry ReadPublication(object[] record) => new(
        new Generation((uint)(long)record[0]),
        unchecked((ulong)(long)record[2]),
        DateTimeOffset.FromUnixTimeMilliseconds((long)record[3]),
        (string)record[4],
        (string)record[5],
        (int)(long)record[6],
        new TableDigest(unchecked((ulong)(long)record[7])));

    private static void CheckChain(RecordStore records, Generation committed)
    {
        long last = -1;
        foreach (object[] record in records.Read(RecordTable.Publications, "ORDER BY generation"))
        {
            if (last >= 0 && (long)record[1] != last)
            {
                throw records.Damaged(
                    $"table publications, generation {record[0]}: it follows generation {record[1]}, "
                    + $"but the one before is {last}.");
            }

            last = (long)record[0];
        }

        if (last > committed.Value + 1L || (last < committed.Value && last >= 0))
        {
            throw records.Damaged(
                $"table publications ends at generation {last}, but generation {committed} is committed.");
        }
    }

    private static FleetTable ReadSnapshot(RecordStore records, Generation generation)
    {
        object[][] parts =
        [
            .. records.Read(
                RecordTable.Snapshots,
                $"WHERE generation = (SELECT max(generation) FROM snapshots WHERE generation <= {generation}) "
                + "ORDER BY part"),
        ];
        if (parts.Length == 0) return FleetTable.Empty;
        long stored = (long)parts[0][0];
        if (parts.Length != (long)parts[0][2])
        {
            throw records.Damaged($"table snapshots, generation {stored}: a part is missing.");
        }

        SnapshotChunks chunks = new();
        FleetTable? table = null;
        foreach (object[] part in parts)
        {
            List<string> reasons = chunks.Take(
                new Rpc.V1.SnapshotChunk
                {
                    Index = (uint)(long)part[1],
                    Count = (uint)(long)part[2],
                    Content = UnsafeByteOperations.UnsafeWrap((byte[])part[3]),
                },
                out table);
            if (reasons.Count > 0)
            {
                throw records.Damaged(
                    $"table snapshots, generation {stored}, part {part[1]}: {string.Join(' ', reasons)}");
            }
        }

        return table ?? throw records.Damaged($"table snapshots, generation {stored}: the last part is missing.");
    }

    private static IEnumerable<FleetDelta> ReadDeltas(RecordStore records, Generation after, Generation upTo)
    {
        string condition = $"WHERE generation > {after} AND generation <= {upTo} ORDER BY generation";
        foreach (object[] record in records.Read(RecordTable.Publications, condition))
        {
            Rpc.V1.TableDelta message;
            try
            {
                message = Rpc.V1.TableDelta.Parser.ParseFrom((byte[])record[8]);
            }
            catch (InvalidProtocolBufferException e)
            {
                throw records.Damaged(
                    $"table publications, generation {record[0]}: the delta is no message: {e.Message}");
            }

            if (!TableMessages.TryRead(message, out FleetDelta? delta, out List<string> reasons))
            {
                throw records.Damaged($"table publications, generation {record[0]}: {string.Join(' ', reasons)}");
            }

            yield return delta;
        }
    }

    private static FleetIntent ReadIntent(RecordStore records)
    {
        if (records.Read(RecordTable.Intent).SingleOrDefault() is not { } record) return FleetIntent.Empty;
        try
        {
            return IntentDocument.Read((string)record[1]);
        }
        catch (FormatException e)
        {
            throw records.Damaged($"table intent: {e.Message}");
        }
    }
}
