using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using PersonalPT.Storage.Journal;
using PersonalPT.Storage.Schema;
using PersonalPT.Storage.Sqlite.Opening;

namespace PersonalPT.Storage.Sqlite;

/// <summary>One SQLite file: write-ahead log, flushed at every commit, owned by one server at a time.</summary>
internal sealed class SqliteDatabase : IDatabase
{
    /// <summary>"PePT": tells our files from those of other programs.</summary>
    internal const long ApplicationId = 0x50655054;

    /// <summary>Up to this size a file is checked as a whole at every start; beyond it, that would hold up a restart.</summary>
    private const long CheckedAsAWhole = 16 << 20;

    // Reading contexts that are kept for use again; more may be in use at once.
    private const int KeptReaders = 32;

    private readonly string _path;
    private readonly string _writing;
    private readonly string _reading;
    private readonly PooledDbContextFactory<StorageContext> _readers;
    private FileOwnership? _ownership;

    public SqliteDatabase(string path)
    {
        _path = Path.GetFullPath(path);
        _writing = new SqliteConnectionStringBuilder
        {
            DataSource = _path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            ForeignKeys = true,
            DefaultTimeout = 5,
        }.ToString();
        _reading = new SqliteConnectionStringBuilder
        {
            DataSource = _path,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = true,
            DefaultTimeout = 5,
        }.ToString();
        _readers = new PooledDbContextFactory<StorageContext>(SqliteContexts.Options(_reading), KeptReaders);
    }

    /// <summary>The newest migration that the file had when it was opened; null: it had no tables.</summary>
    public string? FoundAt { get; private set; }

    public void Open()
    {
        var ownership = FileOwnership.Take(_path);
        try
        {
            SqliteHeader.Check(_path);
            using var connection = new SqliteConnection(_writing);
            connection.Open();
            CheckContent(connection);
            SetUp(connection);
            FoundAt = MigrationCheck.Newest(connection);
            if (!MigrationCheck.IsUpToDate(connection, _path))
                Migrate(connection);
        }
        catch (SqliteException failure)
        {
            ownership.Withdraw();
            throw OpeningFailures.Of(_path, failure);
        }
        catch
        {
            ownership.Withdraw();
            throw;
        }

        _ownership = ownership;
    }

    public DbConnection ConnectWriter()
    {
        var connection = new SqliteConnection(_writing);
        try
        {
            connection.Open();
            SetUp(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // A statement is a call within this process.
    public IJointAppends? JoinAppends(DbConnection writer) => null;

    // BEGIN IMMEDIATE: the right to write is taken at once, not at the first change, where it could still be refused.
    public DbTransaction Begin(DbConnection writer, bool alone) => ((SqliteConnection)writer).BeginTransaction(deferred: false);

    public void Commit(DbTransaction transaction) => transaction.Commit();

    // A file has one writer, and what is wrong with it does not pass by waiting.
    public bool IsTemporary(Exception failure) => false;

    public StorageContext WriterContext(DbConnection writer) => new(SqliteContexts.Options((SqliteConnection)writer));

    public StorageContext ReaderContext() => _readers.CreateDbContext();

    public void Close(DbConnection? writer)
    {
        try
        {
            // The writer last: the last connection to close moves the log into the file and removes it, which a reader may not do.
            using var reader = new SqliteConnection(_reading);
            SqliteConnection.ClearPool(reader);
            writer?.Dispose();
        }
        finally
        {
            _ownership?.Dispose();
            _ownership = null;
        }
    }

    private void CheckContent(SqliteConnection connection)
    {
        // Reads the whole schema, and with it notices a file that was cut or overwritten.
        var tables = Number(connection, "SELECT count(*) FROM sqlite_master");
        if (tables > 0 && Number(connection, "PRAGMA application_id") != ApplicationId)
            throw OpeningFailures.NotOurs(_path);

        if (new FileInfo(_path).Length <= CheckedAsAWhole && Text(connection, "PRAGMA quick_check(1)") is var found && found != "ok")
            throw OpeningFailures.Damaged(_path, found);

        if (MigrationCheck.IsUpToDate(connection, _path))
            return;

        Execute(connection, $"PRAGMA application_id = {ApplicationId}");
        // The migration's own lock is a row that a killed process leaves behind for ever. Here the file's owner is the only one who migrates.
        Execute(connection, "DROP TABLE IF EXISTS __EFMigrationsLock");
    }

    private void SetUp(SqliteConnection connection)
    {
        if (Text(connection, "PRAGMA journal_mode = WAL") != "wal")
            throw OpeningFailures.NoWriteAheadLog(_path);

        // FULL: the log is flushed at every commit, not only at checkpoints. A log that grew during a long read shrinks again.
        Execute(connection, "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16384");
    }

    private static void Migrate(SqliteConnection connection)
    {
        using var context = new StorageContext(SqliteContexts.Options(connection));
        context.Database.Migrate();
    }

#pragma warning disable CA2100 // Constants of this class.
    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Number(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static string Text(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (string)command.ExecuteScalar()!;
    }
#pragma warning restore CA2100
}
