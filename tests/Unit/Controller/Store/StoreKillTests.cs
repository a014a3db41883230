using System.Diagnostics;
using System.Globalization;
using Beamer.Controller.Store;
using Beamer.Core.Fleet;
using Xunit;

namespace Beamer.Tests.Unit.Controller.Store;

public sealed class StoreKillTests
{
    [Fact]
    public void A_killed_writer_loses_nothing_that_it_acknowledged()
    {
        using StoreFolder folder = new();
        uint acknowledged = 0;
        for (int round = 1; round <= 3; round++)
        {
            acknowledged = RunAndKillWriter(folder, acknowledged + (uint)(7 * round));
            using SqliteFleetStore store = folder.Open();
            FleetRecord record = store.Load();
            Assert.InRange(record.Committed.Generation.Value, acknowledged, acknowledged + 1);
            Assert.Equal(record.Committed.Generation.Value, (uint)store.History(10_000).Count(entry =>
                entry.Generation <= record.Committed.Generation));
            acknowledged = record.Committed.Generation.Value;
        }
    }

    private static uint RunAndKillWriter(StoreFolder folder, uint until)
    {
        string told = folder.Database + ".acknowledged";
        if (!File.Exists(told)) File.WriteAllText(told, "");
        using FileSystemWatcher watcher = new(Path.GetDirectoryName(told)!, Path.GetFileName(told));
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "Beamer.Tests.Unit"))
        {
            Environment = { [StoreWriterProcess.PathVariable] = folder.Database },
            RedirectStandardOutput = true,
        };
        using Process child = Process.Start(start)!;
        child.OutputDataReceived += (_, _) => { };
        child.BeginOutputReadLine();
        try
        {
            while (LastAcknowledged(told) < until && !child.HasExited)
            {
                watcher.WaitForChanged(WatcherChangeTypes.Changed, 100);
            }

            Assert.False(child.HasExited, "the writer ended by itself");
        }
        finally
        {
            child.Kill();
            child.WaitForExit();
        }

        return LastAcknowledged(told);
    }

    private static uint LastAcknowledged(string file)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(stream);
        string text = reader.ReadToEnd();
        string[] lines = text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Length == 0 ? 0 : uint.Parse(lines[^1], CultureInfo.InvariantCulture);
    }
}
