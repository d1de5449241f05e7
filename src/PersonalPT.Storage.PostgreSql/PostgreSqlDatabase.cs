using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;
using PersonalPT.Storage.Journal;
using PersonalPT.Storage.PostgreSql.Journal;
using PersonalPT.Storage.PostgreSql.Opening;
using PersonalPT.Storage.Schema;

namespace PersonalPT.Storage.PostgreSql;

/// <summary>
/// One PostgreSQL database, which other servers may use as well. Under READ COMMITTED: an append's first statement updates the session's row where id and
/// epoch match, so it waits for another server's transaction on that row and then sees what that one left.
/// </summary>
internal sealed class PostgreSqlDatabase : IDatabase
{
    // Reading contexts that are kept for use again; more may be in use at once.
    private const int KeptReaders = 32;

    // "PePT": what rare writes hold, so that two of them never run at once.
    private const long RareWrites = 0x50655054;

    // Another server that hangs in the middle of a transaction holds its rows no longer than this; waiting for them ends earlier, so that one such row
    // fails one append and not its group. A database that was told to acknowledge before it has written (off) is told better. Whatever is written is found
    // by its key, so one plan a statement is right for ever: a plan that was made while a table was small must not read all of it later, and to plan
    // anew for each number of rows would cost more than to write them.
    private const string SetUp = """
        SET idle_in_transaction_session_timeout = '5s';
        SET lock_timeout = '3s';
        SET plan_cache_mode = force_generic_plan;
        SET enable_seqscan = off;
        SET enable_hashjoin = off;
        SET enable_mergejoin = off;
        SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';
        """;

    private readonly string _writing;
    private readonly NpgsqlDataSource _reading;
    private readonly PooledDbContextFactory<StorageContext> _readers;
    private readonly DatabasePlace _place;

    public PostgreSqlDatabase(string connectionString)
    {
        _place = DatabasePlace.Of(connectionString);
        _writing = ConnectionStrings.ForWriting(connectionString);
        _reading = NpgsqlDataSource.Create(ConnectionStrings.ForReading(connectionString));
        _readers = new PooledDbContextFactory<StorageContext>(PostgreSqlContexts.Options(_reading), KeptReaders);
    }

    public void Open()
    {
        using var connection = OpeningFailures.Connect(_writing, _place);
        try
        {
            MigrationCheck.RequireUpToDate(connection, _place);
        }
        catch (NpgsqlException failure)
        {
            throw OpeningFailures.Of(_place, failure);
        }
    }

    public DbConnection ConnectWriter()
    {
        var connection = new NpgsqlConnection(_writing);
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = SetUp;
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public IJointAppends? JoinAppends(DbConnection writer) => new JointAppends((NpgsqlConnection)writer);

    public DbTransaction Begin(DbConnection writer, bool alone)
    {
        var transaction = writer.BeginTransaction(IsolationLevel.ReadCommitted);
        if (!alone)
            return transaction;

        try
        {
            using var command = writer.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = "SELECT pg_advisory_xact_lock(@p0)";
            command.Parameters.Add(new NpgsqlParameter("p0", RareWrites));
            command.ExecuteNonQuery();
            return transaction;
        }
        catch
        {
            transaction.Dispose();
            throw;
        }
    }

    public void Commit(DbTransaction transaction) => transaction.Commit();

    public bool IsTemporary(Exception failure) => TemporaryFailure.Is(failure);

    public StorageContext WriterContext(DbConnection writer) => new(PostgreSqlContexts.Options((NpgsqlConnection)writer));

    public StorageContext ReaderContext() => _readers.CreateDbContext();

    public void Close(DbConnection? writer)
    {
        writer?.Dispose();
        _reading.Dispose();
    }
}
