using System.Diagnostics.CodeAnalysis;
using Beamer.Core;
using Beamer.Core.Tables;

namespace Beamer.Rpc;

/// <summary>Tables and deltas ⇄ messages. A bad message is refused whole, with every reason.</summary>
public static class TableMessages
{
    /// <summary>The message for a whole table.</summary>
    public static V1.TableSnapshot ToMessage(FleetTable table)
    {
        V1.TableSnapshot message = new()
        {
            Term = table.Term,
            Generation = table.Generation.Value,
            Digest = table.Digest.Value,
            Configuration = ConfigurationMessages.ToMessage(table.Configuration),
        };
        message.Pools.AddRange(table.Pools.Values.Select(RowMessages.ToMessage));
        return message;
    }

    /// <summary>The message for a delta.</summary>
    public static V1.TableDelta ToMessage(FleetDelta delta)
    {
        V1.TableDelta message = new()
        {
            Term = delta.Term,
            FromGeneration = delta.From.Value,
            ToGeneration = delta.To.Value,
            Digest = delta.Digest.Value,
        };
        if (delta.Configuration is not null)
        {
            message.Configuration = ConfigurationMessages.ToMessage(delta.Configuration);
        }

        message.Rows.AddRange(delta.Rows.Select(RowMessages.ToMessage));
        return message;
    }

    /// <summary>Reads a whole table and checks its digest.</summary>
    /// <returns>False, and every reason, when the message does not make a good table.</returns>
    public static bool TryRead(V1.TableSnapshot message, out FleetTable table, out List<string> reasons)
    {
        reasons = [];
        table = FleetTable.Empty;
        if (message.Configuration is null)
        {
            reasons.Add("configuration is missing.");
            return false;
        }

        FleetConfiguration configuration = ConfigurationMessages.Read(message.Configuration, reasons);
        if (reasons.Count == 0) reasons.AddRange(FleetConfigurationRules.Check(configuration));
        if (reasons.Count > 0) return false;
        List<BucketTable> pools = [];
        foreach (V1.PoolRows rows in message.Pools)
        {
            if (TryReadPool(configuration, rows, reasons, out BucketTable? pool)) pools.Add(pool);
        }

        if (reasons.Count > 0) return false;
        Generation generation = new(message.Generation);
        if (!FleetTable.TryCreate(message.Term, generation, configuration, pools, out FleetTable read, out reasons))
        {
            return false;
        }

        if (read.Digest.Value != message.Digest)
        {
            reasons.Add(
                $"digest is {new TableDigest(message.Digest)}, but the rows make {read.Digest}: the table is damaged.");
            return false;
        }

        table = read;
        return true;
    }

    /// <summary>Reads a delta; <see cref="FleetTable.TryApply"/> then judges whether it fits.</summary>
    /// <returns>False, and every reason, when a value does not fit its type.</returns>
    public static bool TryRead(
        V1.TableDelta message, [NotNullWhen(true)] out FleetDelta? delta, out List<string> reasons)
    {
        reasons = [];
        FleetConfiguration? configuration =
            message.Configuration is null ? null : ConfigurationMessages.Read(message.Configuration, reasons);
        List<RowSet> rows = [];
        foreach (V1.RowSet set in message.Rows) rows.Add(RowMessages.Read(set, reasons));
        delta = new FleetDelta(
            message.Term,
            new Generation(message.FromGeneration),
            new Generation(message.ToGeneration),
            new TableDigest(message.Digest),
            configuration,
            [.. rows]);
        if (reasons.Count > 0) delta = null;
        return delta is not null;
    }

    private static bool TryReadPool(
        FleetConfiguration configuration,
        V1.PoolRows rows,
        List<string> reasons,
        [NotNullWhen(true)] out BucketTable? table)
    {
        table = null;
        int before = reasons.Count;
        PoolId id = ConfigurationMessages.ReadPoolId("pools.pool_id", rows.PoolId, reasons);
        if (configuration.FindPool(id) is not { } pool)
        {
            reasons.Add($"rows are given for pool {rows.PoolId}, which does not exist.");
            return false;
        }

        uint[] words = RowMessages.Read(rows, pool, reasons);
        if (reasons.Count > before) return false;
        table = BucketTable.FromWords(pool, words);
        return true;
    }
}
