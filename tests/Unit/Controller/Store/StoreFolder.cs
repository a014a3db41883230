using Beamer.Controller.Store;
using Beamer.Core.Fleet;

namespace Beamer.Tests.Unit.Controller.Store;

/// <summary>A folder of its own for a store, removed at the end.</summary>
internal sealed class StoreFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("beamer-store-");

    internal string Database => Path.Combine(_folder.FullName, "controller.db");

    internal string Log => Database + "-wal";

    internal string Mark => Database + "-mark";

    internal SqliteFleetStore Open() => SqliteFleetStore.Open(Database, TimeProvider.System);

    /// <summary>The files as they are at this moment: what a killed process would leave.</summary>
    internal StoreFolder Copy()
    {
        StoreFolder copy = new();
        foreach (string file in Directory.GetFiles(_folder.FullName))
        {
            using FileStream from = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using FileStream to = File.Create(Path.Combine(copy._folder.FullName, Path.GetFileName(file)));
            from.CopyTo(to);
        }

        return copy;
    }

    /// <summary>All that a controller learns from the store, as one text to compare.</summary>
    internal static string Describe(IFleetStore store)
    {
        FleetRecord record = store.Load();
        return string.Join(
            '\n',
            [
                $"{record.Committed.Generation} {record.Committed.Digest} {record.Committed.Term}",
                $"{record.InFlight?.Digest}",
                IntentDocument.Write(record.Intent),
                .. record.Incarnations.Order().Select(entry => $"{entry.Key} {entry.Value}"),
                .. record.KnownMuxes.Order(),
                .. store.History(10_000).Select(entry => entry.ToString()),
            ]);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
