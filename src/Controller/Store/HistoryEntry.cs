using Beamer.Core;
using Beamer.Core.Tables;

namespace Beamer.Controller.Store;

/// <summary>One line of the history: a publication, or an event that made none.</summary>
/// <param name="Generation">That it made; of an event: the newest one when it happened.</param>
/// <param name="Term">Of the controller that wrote it.</param>
/// <param name="Time">When it was stored.</param>
/// <param name="Actor">Who wanted it.</param>
/// <param name="Description">What it did, one sentence.</param>
/// <param name="Rows">How many rows changed.</param>
/// <param name="Digest">Of all rows afterwards.</param>
internal sealed record HistoryEntry(
    Generation Generation,
    ulong Term,
    DateTimeOffset Time,
    string Actor,
    string Description,
    int Rows,
    TableDigest Digest);
