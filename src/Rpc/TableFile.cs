using System.Text.Json;
using Beamer.Core.Tables;

namespace Beamer.Rpc;

/// <summary>
/// A table as people and programs write it down: JSON, for <c>replay</c> and for running without a controller.
/// </summary>
/// <remarks>
/// <code>
/// { "format": "beamer-table/1", "generation": 7,
///   "pools": [ { "id": 0, "name": "web", "buckets": 65536, "previous": 2, "header": "beamer", "hashKey": "00…0f",
///     "rows": [ { "buckets": "0-32767", "generation": 7, "current": "10.0.0.1", "previous": [ "10.0.0.2" ] }, … ] } ],
///   "services": [ { "service": "192.0.2.10:80/tcp", "pool": "web" } ],
///   "servers": [ { "name": "s1", "address": "10.0.0.1", "pool": "web" } ],
///   "muxes": [ { "name": "mux1", "address": "10.0.0.9" } ] }
/// </code>
/// Every bucket appears in exactly one range. An unknown field is an error, so that a typing mistake cannot pass
/// silently.
/// </remarks>
public static class TableFile
{
    /// <summary>The first field of every such file.</summary>
    public const string Format = "beamer-table/1";

    /// <summary>Reads a file's text.</summary>
    /// <returns>False, and every reason, when the text is no good table.</returns>
    public static bool TryRead(string text, out FleetTable table, out List<string> reasons)
    {
        table = FleetTable.Empty;
        TableDocument? document;
        try
        {
            document = JsonSerializer.Deserialize(text, TableDocumentContext.Default.TableDocument);
        }
        catch (JsonException e)
        {
            reasons = [$"the table file is not the JSON it should be: {e.Message}"];
            return false;
        }

        reasons = [];
        if (document?.Format != Format)
        {
            reasons.Add($"format is '{document?.Format}'; this program reads '{Format}'.");
            return false;
        }

        return TableDocumentReader.TryRead(document, out table, reasons);
    }

    /// <summary>A table's text; what <see cref="TryRead"/> reads back.</summary>
    public static string Write(FleetTable table) =>
        JsonSerializer.Serialize(TableDocumentWriter.Write(table), TableDocumentContext.Default.TableDocument);
}
