using Beamer.Core.Tables;

namespace Beamer.Rpc;

/// <summary>A table as a document, equal neighbouring rows gathered.</summary>
internal static class TableDocumentWriter
{
    internal static TableDocument Write(FleetTable table)
    {
        FleetConfiguration configuration = table.Configuration;
        string PoolName(PoolId id) => configuration.FindPool(id)!.Name;
        return new TableDocument
        {
            Format = TableFile.Format,
            Term = table.Term,
            Generation = table.Generation.Value,
            Pools = [.. table.Pools.Values.Select(WritePool)],
            Services = [.. configuration.Services.Select(service =>
                new TableDocument.ServiceDocument(service.Key.ToString(), PoolName(service.Pool)))],
            Servers = [.. configuration.Servers.Select(server =>
                new TableDocument.ServerDocument(server.Name, server.Address.ToString(), PoolName(server.Pool)))],
            Muxes =
                [.. configuration.Muxes.Select(mux => new TableDocument.MuxDocument(mux.Name, mux.Address.ToString()))],
        };
    }

    private static TableDocument.PoolDocument WritePool(BucketTable table) => new()
    {
        Id = table.Pool.Id.Value,
        Name = table.Pool.Name,
        Buckets = table.Pool.BucketCount,
        Previous = table.Pool.PreviousMax,
        Header = table.Pool.HeaderVersion == 0 ? "glb" : "beamer",
        HashKey = table.Pool.Key.Reveal(),
        Rows = [.. WriteRows(table)],
    };

    private static IEnumerable<TableDocument.RowDocument> WriteRows(BucketTable table)
    {
        IEnumerable<IGrouping<Row, int>> groups =
            Enumerable.Range(0, table.Pool.BucketCount).GroupBy(bucket => table[bucket]);
        foreach (IGrouping<Row, int> group in groups)
        {
            Row row = group.Key;
            yield return new TableDocument.RowDocument(
                BucketRanges.Write(group),
                row.Generation.Value,
                row.Current.IsNone ? null : row.Current.ToString(),
                row.IsSettled ? null : [.. row.Previous.ToArray().Select(previous => previous.ToString())]);
        }
    }
}
