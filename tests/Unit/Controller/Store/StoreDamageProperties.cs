using Beamer.Controller.Store;
using Beamer.Hosting;
using FsCheck.Xunit;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Beamer.Tests.Unit.Controller.Store;

public sealed class StoreDamageProperties : IDisposable
{
    private const int Publications = 6;

    private readonly StoreFolder _closed = new();
    private readonly StoreFolder _killed;
    private readonly List<(byte[] Mark, long LogLength, uint Generation)> _acknowledged = [];
    private readonly string _contents;

    public StoreDamageProperties()
    {
        using (SqliteFleetStore store = _closed.Open())
        {
            StoreWriter writer = new(store);
            for (int i = 0; i < Publications; i++)
            {
                writer.Publish();
                _acknowledged.Add(
                    (ReadShared(_closed.Mark), new FileInfo(_closed.Log).Length, writer.Table.Generation.Value));
            }

            _killed = _closed.Copy();
            _contents = StoreFolder.Describe(store);
        }
    }

    public void Dispose()
    {
        _closed.Dispose();
        _killed.Dispose();
    }

    // P51: the log as a crash of the machine may leave it, with the mark of the same moment.
    [Property(MaxTest = 60)]
    public void P51_any_prefix_of_the_log_recovers_everything_that_was_acknowledged_by_then(uint cut)
    {
        using StoreFolder folder = _killed.Copy();
        long length = cut % (_acknowledged[^1].LogLength + 1);
        Truncate(folder.Log, length);
        (byte[] Mark, long LogLength, uint Generation) last = _acknowledged.LastOrDefault(
            entry => entry.LogLength <= length);
        if (last.Mark is null) File.Delete(folder.Mark);
        else File.WriteAllBytes(folder.Mark, last.Mark);
        using SqliteFleetStore store = folder.Open();
        uint recovered = store.Load().Committed.Generation.Value;
        Assert.InRange(recovered, last.Generation, last.Generation + 1);
        Assert.Equal(recovered, store.Load().Committed.Generation.Value);
    }

    // P51: the same cut after more was acknowledged.
    [Property(MaxTest = 60)]
    public void P51_a_log_that_lost_acknowledged_writes_is_refused(uint cut)
    {
        using StoreFolder folder = _killed.Copy();
        Truncate(folder.Log, cut % _acknowledged[^1].LogLength);
        AssertSameOrRefused(folder);
    }

    [Fact]
    public void A_store_that_is_refused_is_left_as_it_is()
    {
        Flip(_killed.Log, (uint)_acknowledged[^1].LogLength / 2, bit: 3);
        using StoreFolder before = _killed.Copy();
        AssertRefused("are lost", _killed);
        Assert.Equal(File.ReadAllBytes(before.Log), File.ReadAllBytes(_killed.Log));
        Assert.Equal(File.ReadAllBytes(before.Mark), File.ReadAllBytes(_killed.Mark));
        Assert.Equal(File.ReadAllBytes(before.Database), File.ReadAllBytes(_killed.Database));
    }

    // P51
    [Property(MaxTest = 150)]
    public void P51_a_flipped_bit_of_a_closed_store_is_detected_or_harmless(uint position, byte bit)
    {
        using StoreFolder folder = _closed.Copy();
        Flip(folder.Database, position, bit);
        AssertSameOrRefused(folder);
    }

    // P51
    [Property(MaxTest = 150)]
    public void P51_a_flipped_bit_of_the_log_is_detected_or_harmless(uint position, byte bit)
    {
        using StoreFolder folder = _killed.Copy();
        Flip(folder.Log, position, bit);
        AssertSameOrRefused(folder);
    }

    // P51
    [Property(MaxTest = 100)]
    public void P51_a_flipped_bit_of_the_mark_is_detected_or_harmless(ushort position, byte bit)
    {
        using StoreFolder folder = _closed.Copy();
        Flip(folder.Mark, position % 2 == 0 ? position % 32u : 4096 + (position % 32u), bit);
        AssertSameOrRefused(folder);
    }

    [Fact]
    public void A_record_that_was_changed_behind_its_back_is_named_by_table_and_generation()
    {
        Change("UPDATE publications SET description = 'nothing happened' WHERE generation = 3");
        AssertRefused("controller.db: table publications, generation 3: the checksum does not match.");
    }

    [Fact]
    public void A_record_that_vanished_is_missed()
    {
        Change("DELETE FROM muxes");
        AssertRefused("a record is missing");
    }

    [Fact]
    public void An_old_copy_of_the_store_is_refused()
    {
        File.WriteAllBytes(_killed.Log, []);
        AssertRefused("were acknowledged and are lost", _killed);
    }

    private static void AssertSameOrRefused(StoreFolder folder, string contents)
    {
        SqliteFleetStore? store = null;
        try
        {
            store = folder.Open();
        }
        catch (StartException e)
        {
            Assert.NotEmpty(e.Sentences);
        }

        using (store)
        {
            if (store is not null) Assert.Equal(contents, StoreFolder.Describe(store));
        }
    }

    private void AssertSameOrRefused(StoreFolder folder) => AssertSameOrRefused(folder, _contents);

    private void AssertRefused(string sentence, StoreFolder? folder = null) => Assert.Contains(
        sentence, Assert.Throws<StartException>((folder ?? _closed).Open).Message, StringComparison.Ordinal);

    private void Change(string sql)
    {
        using SqliteConnection connection = new($"Data Source={_closed.Database};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts stand in this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        Assert.NotEqual(0, command.ExecuteNonQuery());
    }

    private static void Truncate(string file, long length)
    {
        using FileStream stream = new(file, FileMode.Open);
        stream.SetLength(length);
    }

    private static void Flip(string file, uint position, byte bit)
    {
        byte[] bytes = File.ReadAllBytes(file);
        bytes[position % bytes.Length] ^= (byte)(1 << bit % 8);
        File.WriteAllBytes(file, bytes);
    }

    private static byte[] ReadShared(string file)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
