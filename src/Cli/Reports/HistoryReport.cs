using Beamer.Rpc.V1;

namespace Beamer.Cli.Reports;

/// <summary>Publications and operators' other verbs, newest first.</summary>
internal static class HistoryReport
{
    public static void Write(Terminal terminal, HistoryReply history)
    {
        Listing listing = new("GENERATION", "TIME", "ACTOR", "ROWS", "DIGEST", "CHANGE");
        foreach (HistoryReply.Types.Entry entry in history.Entries)
        {
            listing.Add(
                Words.Number(entry.Generation),
                entry.Time,
                entry.Actor,
                Words.Count(entry.Rows),
                entry.Digest,
                entry.Change);
        }

        listing.Write(terminal);
        if (history.Entries.Count == 0) terminal.Output.WriteLine("nothing has been published yet.");
    }
}
