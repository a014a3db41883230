using Beamer.Controller.Store;
using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Core.Tables;
using Beamer.Hosting;
using Xunit;

namespace Beamer.Tests.Unit.Controller.Store;

public sealed class SqliteFleetStoreTests
{
    [Fact]
    public void A_new_store_is_an_empty_fleet()
    {
        using StoreFolder folder = new();
        using SqliteFleetStore store = folder.Open();
        Assert.Equal(Generation.Zero, store.Load().Committed.Generation);
        Assert.Empty(store.History(10));
    }

    [Fact]
    public void A_restart_finds_everything_and_counts_the_term_up()
    {
        using StoreFolder folder = new();
        string before;
        using (SqliteFleetStore store = folder.Open())
        {
            StoreWriter writer = new(store);
            Assert.Equal(1ul, writer.Term);
            for (int i = 0; i < 5; i++) writer.Publish();
            before = StoreFolder.Describe(store);
        }

        using SqliteFleetStore again = folder.Open();
        Assert.Equal(before, StoreFolder.Describe(again));
        Assert.Equal(2ul, again.BeginTerm());
        Assert.Equal(IntentDocument.Write(StoreWriter.Intent), IntentDocument.Write(again.Load().Intent));
        Assert.Equal(0xfedc_ba98_7654_3210 + 5, again.Load().Incarnations["s1"]);
        Assert.Equal(["mux1"], again.Load().KnownMuxes);
    }

    [Fact]
    public void A_publication_that_was_not_committed_comes_back_in_flight()
    {
        using StoreFolder folder = new();
        FleetDelta delta;
        using (SqliteFleetStore store = folder.Open())
        {
            StoreWriter writer = new(store);
            writer.Publish();
            delta = writer.NextDelta();
            store.Save([new FleetEffect.StorePublication(delta, "engine", "settles")]);
        }

        using SqliteFleetStore again = folder.Open();
        FleetRecord record = again.Load();
        Assert.Equal(new Generation(1), record.Committed.Generation);
        Assert.Equal(delta.To, record.InFlight?.To);
        Assert.Equal(delta.Digest, record.InFlight?.Digest);
        again.Save([new FleetEffect.StoreCommit(delta.To)]);
        Assert.Equal(delta.Digest, again.Load().Committed.Digest);
        Assert.Null(again.Load().InFlight);
    }

    [Fact]
    public void A_publication_that_does_not_follow_the_newest_one_is_refused_and_nothing_of_its_transaction_stays()
    {
        using StoreFolder folder = new();
        using SqliteFleetStore store = folder.Open();
        StoreWriter writer = new(store);
        writer.Publish();
        string before = StoreFolder.Describe(store);
        FleetDelta stale = writer.NextDelta() with { From = Generation.Zero };
        Assert.Throws<InvalidOperationException>(() => store.Save(
        [
            new FleetEffect.StoreMux("mux2", IsKnown: true),
            new FleetEffect.StorePublication(stale, "operator", "too late"),
        ]));
        Assert.Equal(before, StoreFolder.Describe(store));
    }

    [Fact]
    public void History_shows_the_newest_first_and_every_table_of_it_can_be_had()
    {
        using StoreFolder folder = new();
        using SqliteFleetStore store = folder.Open();
        StoreWriter writer = new(store);
        List<TableDigest> digests = [writer.Table.Digest];
        for (int i = 0; i < SqliteFleetStore.SnapshotInterval + 3; i++)
        {
            writer.Publish();
            digests.Add(writer.Table.Digest);
        }

        Assert.Equal([67u, 66u, 65u], store.History(3).Select(entry => entry.Generation.Value));
        Assert.Equal("publication 67", store.History(1)[0].Description);
        foreach (uint generation in new uint[] { 1, 63, 64, 65, 67 })
        {
            Assert.True(store.TryLoadTable(new Generation(generation), out FleetTable table, out _));
            Assert.Equal(digests[(int)generation], table.Digest);
        }

        Assert.False(store.TryLoadTable(new Generation(68), out _, out string reason));
        Assert.Contains("68", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Events_stand_in_the_history_behind_the_publication_that_they_follow_and_the_oldest_go()
    {
        using StoreFolder folder = new();
        using (SqliteFleetStore store = folder.Open())
        {
            StoreWriter writer = new(store);
            writer.Publish();
            store.Save([new FleetEffect.StoreEvent("alice", "freeze.")]);
            writer.Publish();
            Assert.Equal(
                ["publication 2", "freeze.", "publication 1"], store.History(3).Select(entry => entry.Description));
            for (int i = 0; i < EventLog.EventsMax; i++) store.Save([new FleetEffect.StoreEvent("bob", $"event {i}.")]);
        }

        using SqliteFleetStore again = folder.Open();
        again.Save([new FleetEffect.StoreEvent("carol", "the last one.")]);
        IReadOnlyList<HistoryEntry> history = again.History(10_000);
        Assert.Equal(EventLog.EventsMax + 2, history.Count);
        Assert.Equal(("the last one.", "carol", 0), (history[0].Description, history[0].Actor, history[0].Rows));
        Assert.DoesNotContain(history, entry => entry.Description is "freeze." or "event 0.");
    }

    [Fact]
    public void A_frozen_fleet_is_frozen_after_a_restart()
    {
        using StoreFolder folder = new();
        using (SqliteFleetStore store = folder.Open())
        {
            store.Save([new FleetEffect.StoreIntent(FleetIntent.Empty with { IsFrozen = true }, "alice", "freeze")]);
        }

        using SqliteFleetStore again = folder.Open();
        Assert.True(again.Load().Intent.IsFrozen);
    }

    [Fact]
    public void Old_history_is_dropped_with_its_snapshots_and_the_rest_still_folds()
    {
        using StoreFolder folder = new();
        int publications = SqliteFleetStore.HistoryMin + (2 * SqliteFleetStore.SnapshotInterval);
        using (SqliteFleetStore store = folder.Open())
        {
            StoreWriter writer = new(store);
            for (int i = 0; i < publications; i++) writer.Publish();
            Assert.Equal(SqliteFleetStore.HistoryMin, store.History(10_000).Count);
        }

        using SqliteFleetStore again = folder.Open();
        Assert.True(again.TryLoadTable(new Generation(129), out _, out _));
        Assert.False(again.TryLoadTable(new Generation(128), out _, out string reason));
        Assert.Contains("from 129 to 640", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_its_owner_may_read_the_store()
    {
        if (OperatingSystem.IsWindows()) return;
        using StoreFolder folder = new();
        using SqliteFleetStore store = folder.Open();
        new StoreWriter(store).Publish();
        foreach (string file in new[] { folder.Database, folder.Log, folder.Mark })
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public void A_second_controller_cannot_open_the_same_store()
    {
        using StoreFolder folder = new();
        using SqliteFleetStore store = folder.Open();
        new StoreWriter(store).Publish();
        StartException refusal = Assert.Throws<StartException>(folder.Open);
        Assert.Contains("is held by another process", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_store_is_refused_and_stays_as_it_is()
    {
        using StoreFolder folder = new();
        File.WriteAllText(folder.Database, "this is a letter to my grandmother, and not at all a database of any kind");
        StartException refusal = Assert.Throws<StartException>(folder.Open);
        Assert.Contains("damaged or no store", refusal.Message, StringComparison.Ordinal);
        Assert.StartsWith("this is a letter", File.ReadAllText(folder.Database), StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_cannot_be_written_is_named()
    {
        StartException refusal = Assert.Throws<StartException>(
            () => SqliteFleetStore.Open("/proc/nowhere/controller.db", TimeProvider.System));
        Assert.Contains(
            "/proc/nowhere/controller.db cannot be opened for writing", refusal.Message, StringComparison.Ordinal);
    }
}
