using Beamer.Hosting;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Beamer.Controller.Store;

/// <summary>Checksummed records in an SQLite file: knows tables and transactions, nothing of what they mean.</summary>
/// <remarks>
/// One thread at a time. The file is locked for as long as it is open: a second controller cannot have it.
/// </remarks>
internal sealed class RecordStore : IDisposable
{
    private const int SqliteBusy = 5, SqliteFull = 13;

    /// <summary><c>SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE</c>.</summary>
    private const int KeepLogOnClose = 1006;

    private readonly SqliteConnection _connection;
    private readonly WriteMark _mark;
    private SqliteTransaction? _transaction;
    private long _sequence;
    private long _seal;
    private bool _written;

    private RecordStore(string path, SqliteConnection connection, WriteMark mark)
    {
        Path = path;
        _connection = connection;
        _mark = mark;
    }

    /// <summary>The file.</summary>
    internal string Path { get; }

    /// <summary>Opens or makes the file, mode 0600, and proves that no record of it is damaged or missing.</summary>
    /// <exception cref="StartException">It cannot be opened, another process has it, or it is damaged.</exception>
    internal static RecordStore Open(string path)
    {
        WriteMark? mark = null;
        SqliteConnection? connection = null;
        try
        {
            PrivateFile.Make(path);
            mark = WriteMark.Open(path + "-mark");
            connection = OpenConnection(path);
            RecordStore store = new(path, connection, mark);
            store.Check();
            return store;
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException or StartException)
        {
            connection?.Dispose();
            mark?.Dispose();
            throw e as StartException ?? Explain(path, e);
        }
    }

    /// <summary>Every record of a table, each with a good checksum, ordered by key.</summary>
    /// <param name="table">The table.</param>
    /// <param name="condition">SQL, about key columns only; empty for all.</param>
    /// <exception cref="StartException">A record is damaged.</exception>
    internal IEnumerable<object[]> Read(RecordTable table, string condition = "")
    {
        using SqliteCommand command = Command($"{table.SelectSql} {condition}", []);
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            object[] values = new object[table.Columns.Length];
            for (int i = 0; i < values.Length; i++) values[i] = reader.GetValue(i);
            if (reader.GetValue(values.Length) is long checksum && checksum == RecordChecksum.Of(table.Name, values))
            {
                yield return values;
                continue;
            }

            throw Damaged($"table {table.Name}, {Key(table, values)}: the checksum does not match.");
        }
    }

    /// <summary>The keys of a table, without the cost of its contents.</summary>
    internal List<object[]> Keys(RecordTable table)
    {
        using SqliteCommand command = Command(table.SelectKeysSql, []);
        using SqliteDataReader reader = command.ExecuteReader();
        List<object[]> keys = [];
        while (reader.Read()) keys.Add([.. Enumerable.Range(0, table.KeyColumns).Select(reader.GetValue)]);
        return keys;
    }

    /// <summary>Does all of <paramref name="write"/> or nothing; durable on return.</summary>
    /// <exception cref="StoreFullException">The disk is full; nothing was written.</exception>
    internal void Write(Action write)
    {
        (long sequence, long seal) = (_sequence, _seal);
        try
        {
            using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
            _transaction = transaction;
            write();
            _sequence++;
            WriteSeal();
            transaction.Commit();
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SqliteFull)
        {
            (_sequence, _seal) = (sequence, seal);
            throw new StoreFullException($"{Path} cannot be written: the disk is full.", e);
        }
        finally
        {
            _transaction = null;
        }

        _mark.Write(_sequence, _seal);
        if (!_written) SetKeepLog(_connection, keep: false);
        _written = true;
    }

    /// <summary>Writes a record in the place of the one with its key; only within <see cref="Write"/>.</summary>
    internal void Put(RecordTable table, params object[] values)
    {
        Delete(table, values[..table.KeyColumns]);
        long checksum = RecordChecksum.Of(table.Name, values);
        Execute(table.InsertSql, [.. values, checksum]);
        _seal = unchecked(_seal + checksum);
    }

    /// <summary>Removes a record if it is there; only within <see cref="Write"/>.</summary>
    internal void Delete(RecordTable table, params object[] key)
    {
        using SqliteCommand command = Command(table.DeleteSql, key);
        if (command.ExecuteScalar() is long checksum) _seal = unchecked(_seal - checksum);
    }

    /// <summary>What to throw when records contradict each other.</summary>
    internal StartException Damaged(string what) => new(
        $"{Path}: {what}",
        "The store is damaged and was left as it is; the MUXes go on with their last table. "
        + "Put a good copy in its place, or move the file away to begin an empty fleet.");

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection.Dispose();
        _mark.Dispose();
    }

    private static SqliteConnection OpenConnection(string path)
    {
        SqliteConnectionStringBuilder text = new() { DataSource = path, Pooling = false, DefaultTimeout = 2 };
        SqliteConnection connection = new(text.ConnectionString);
        connection.Open();
        SetKeepLog(connection, keep: true);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout=2000; PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; "
            + "PRAGMA synchronous=FULL; PRAGMA cell_size_check=ON;";
        command.ExecuteNonQuery();
        return connection;
    }

    /// <summary>
    /// Whether closing leaves the log as it is: else what SQLite could not read in it is deleted, and a store that was
    /// refused cannot be rescued any more.
    /// </summary>
    private static void SetKeepLog(SqliteConnection connection, bool keep) =>
        raw.sqlite3_db_config(connection.Handle, KeepLogOnClose, keep ? 1 : 0, out _);

    private static StartException Explain(string path, Exception e) => e switch
    {
        SqliteException { SqliteErrorCode: SqliteBusy } =>
            new StartException($"{path} is held by another process: one controller has one store."),
        SqliteException { SqliteErrorCode: SqliteFull } =>
            new StartException($"{path} cannot be written: the disk is full; make room on it and start again."),
        SqliteException => new StartException($"{path} is damaged or no store: {e.Message}"),
        _ => new StartException($"{path} cannot be opened for writing: {e.Message}"),
    };

    private void Check()
    {
        using (SqliteCommand command = Command("PRAGMA quick_check", []))
        {
            string answer = (string)command.ExecuteScalar()!;
            if (answer != "ok") throw Damaged($"PRAGMA quick_check says: {answer.Trim()}.");
        }

        long stored = 0, sum = 0;
        foreach (RecordTable table in RecordTable.All.Where(Exists))
        {
            foreach (object[] values in Read(table))
            {
                if (table == RecordTable.Meta && values[0] is MetaKey.Sequence) _sequence = (long)values[1];
                else if (table == RecordTable.Meta && values[0] is MetaKey.Seal) stored = (long)values[1];
                else sum = unchecked(sum + RecordChecksum.Of(table.Name, values));
            }
        }

        if (sum != stored) throw Damaged("a record is missing: the seal over all records does not match.");
        _seal = sum;
        CheckMark();
        // Last, because a write ends up where the log that cannot be read begins.
        foreach (RecordTable table in RecordTable.All) Execute(table.CreateSql, []);
    }

    private bool Exists(RecordTable table)
    {
        using SqliteCommand command = Command("SELECT 1 FROM sqlite_schema WHERE name = $p0", [table.Name]);
        return command.ExecuteScalar() is not null;
    }

    private void CheckMark()
    {
        (long sequence, long seal) = _mark.Last;
        if (_sequence < sequence)
        {
            throw Damaged(
                $"it holds {_sequence} transactions, but {Path}-mark knows {sequence}: the last "
                + $"{sequence - _sequence} were acknowledged and are lost (a damaged log, or an old copy).");
        }

        if (_sequence == sequence && _seal != seal) throw Damaged($"its seal is not the one in {Path}-mark.");
    }

    /// <summary>The two records that the seal does not cover.</summary>
    private void WriteSeal()
    {
        (string Key, long Value)[] records = [(MetaKey.Sequence, _sequence), (MetaKey.Seal, _seal)];
        foreach ((string key, long value) in records)
        {
            using SqliteCommand command = Command(RecordTable.Meta.DeleteSql, [key]);
            command.ExecuteScalar();
            Execute(RecordTable.Meta.InsertSql, [key, value, RecordChecksum.Of(RecordTable.Meta.Name, [key, value])]);
        }
    }

    private void Execute(string sql, object[] values)
    {
        using SqliteCommand command = Command(sql, values);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, object[] values)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.Transaction = _transaction;
#pragma warning disable CA2100 // The text comes from the tables' own shapes; values are parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (int i = 0; i < values.Length; i++) command.Parameters.AddWithValue($"$p{i}", values[i]);
        return command;
    }

    private static string Key(RecordTable table, object[] values) => string.Join(
        ", ", table.Columns[..table.KeyColumns].Select((column, i) => $"{column.Split(' ')[0]} {values[i]}"));
}
