using Beamer.Core;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;

namespace Beamer.Rpc;

/// <summary>A document as a table; every mistake is named, not only the first.</summary>
internal static class TableDocumentReader
{
    internal static bool TryRead(TableDocument document, out FleetTable table, List<string> reasons)
    {
        table = FleetTable.Empty;
        RefuseNulls(document, reasons);
        if (reasons.Count > 0) return false;
        List<Pool> pools = [.. document.Pools.Select(pool => ReadPool(pool, reasons))];
        FleetConfiguration configuration = new(
            [.. pools],
            [.. document.Services.Select(service => ReadService(service, pools, reasons))],
            [.. document.Servers.Select(server => new Server(
                server.Name,
                ReadAddress($"servers[{server.Name}].address", server.Address, reasons),
                FindPool($"servers[{server.Name}].pool", server.Pool, pools, reasons)))],
            [.. document.Muxes.Select(mux =>
                new MuxEntry(mux.Name, ReadAddress($"muxes[{mux.Name}].address", mux.Address, reasons)))]);
        if (reasons.Count == 0) reasons.AddRange(FleetConfigurationRules.Check(configuration));
        if (reasons.Count > 0) return false;
        List<BucketTable> tables = [];
        for (int i = 0; i < pools.Count; i++)
        {
            uint[] words = ReadRows(pools[i], document.Pools[i].Rows, reasons);
            if (reasons.Count == 0) tables.Add(BucketTable.FromWords(pools[i], words));
        }

        if (reasons.Count > 0) return false;
        bool good = FleetTable.TryCreate(
            document.Term,
            new Generation(document.Generation),
            configuration,
            tables,
            out table,
            out List<string> more);
        reasons.AddRange(more);
        return good;
    }

    /// <summary>JSON may put null wherever an entry belongs, whatever the types here say.</summary>
    private static void RefuseNulls(TableDocument document, List<string> reasons)
    {
        RefuseNull("pools", document.Pools, reasons);
        RefuseNull("services", document.Services, reasons);
        RefuseNull("servers", document.Servers, reasons);
        RefuseNull("muxes", document.Muxes, reasons);
        if (reasons.Count > 0) return;
        foreach (TableDocument.PoolDocument pool in document.Pools)
        {
            RefuseNull($"pools[{pool.Name}].rows", pool.Rows, reasons);
        }
    }

    private static void RefuseNull(string field, object?[] entries, List<string> reasons)
    {
        int at = Array.IndexOf(entries, null);
        if (at >= 0) reasons.Add($"{field}: entry {at} is null.");
    }

    private static Pool ReadPool(TableDocument.PoolDocument document, List<string> reasons)
    {
        string where = $"pools[{document.Name}]";
        if (document.Id is < 0 or > PoolId.Max)
        {
            reasons.Add($"{where}.id is {document.Id}; it must be 0..{PoolId.Max}.");
        }

        if (!SipKey.TryParse(document.HashKey, out SipKey key))
        {
            reasons.Add($"{where}.hashKey is not 32 hexadecimal digits.");
        }

        byte version = (byte)(document.Header == "glb" ? 0 : 1);
        if (document.Header is not ("beamer" or "glb"))
        {
            reasons.Add($"{where}.header is '{document.Header}'; it is beamer or glb.");
        }

        PoolId id = new((ushort)Math.Clamp(document.Id, 0, PoolId.Max));
        return new Pool(id, document.Name, document.Buckets, document.Previous, version, key);
    }

    private static Service ReadService(TableDocument.ServiceDocument document, List<Pool> pools, List<string> reasons)
    {
        if (!ServiceKey.TryParse(document.Service, out ServiceKey key))
        {
            reasons.Add($"services: '{document.Service}' is not of the form 192.0.2.10:80/tcp.");
        }

        return new Service(key, FindPool($"services[{document.Service}].pool", document.Pool, pools, reasons));
    }

    private static PoolId FindPool(string field, string name, List<Pool> pools, List<string> reasons)
    {
        if (pools.Find(pool => pool.Name == name) is { } found) return found.Id;
        reasons.Add($"{field} names pool '{name}', which does not exist.");
        return default;
    }

    private static IPv4Address ReadAddress(string field, string? text, List<string> reasons)
    {
        if (!IPv4Address.TryParse(text, out IPv4Address address))
        {
            reasons.Add($"{field} '{text}' is not an IPv4 address.");
        }

        return address;
    }

    private static uint[] ReadRows(Pool pool, TableDocument.RowDocument[] rows, List<string> reasons)
    {
        RowLayout layout = pool.Layout;
        uint[] words = new uint[pool.BucketCount * layout.Stride];
        bool[] seen = new bool[pool.BucketCount];
        foreach (TableDocument.RowDocument document in rows)
        {
            string where = $"pools[{pool.Name}].rows[{document.Buckets}]";
            if (!BucketRanges.TryRead(document.Buckets, pool.BucketCount, out List<(int First, int Last)> ranges))
            {
                reasons.Add($"{where}.buckets is not ranges such as 0-99,102 below {pool.BucketCount}.");
                continue;
            }

            if (ReadRow(where, pool, document, reasons) is not { } row) continue;
            foreach ((int first, int last) in ranges) Fill(first, last, row);
        }

        int missing = Array.IndexOf(seen, false);
        if (missing >= 0)
        {
            reasons.Add($"pools[{pool.Name}].rows: bucket {missing} and {seen.Count(s => !s) - 1} more have no row.");
        }

        return words;

        void Fill(int first, int last, Row row)
        {
            for (int bucket = first; bucket <= last; bucket++)
            {
                if (seen[bucket])
                {
                    reasons.Add($"pools[{pool.Name}].rows: bucket {bucket} is given twice.");
                    return;
                }

                seen[bucket] = true;
                layout.Write(words.AsSpan(bucket * layout.Stride, layout.Stride), row);
            }
        }
    }

    private static Row? ReadRow(string where, Pool pool, TableDocument.RowDocument document, List<string> reasons)
    {
        int before = reasons.Count;
        IPv4Address current = document.Current is null
            ? IPv4Address.None
            : ReadAddress(where + ".current", document.Current, reasons);
        IPv4Address[] previous =
            [.. (document.Previous ?? []).Select(text => ReadAddress(where + ".previous", text, reasons))];
        if (previous.Length > pool.PreviousMax)
        {
            reasons.Add($"{where}.previous names {previous.Length} servers; the pool allows {pool.PreviousMax}.");
        }

        return reasons.Count > before ? null : new Row(new Generation(document.Generation), current, previous);
    }
}
