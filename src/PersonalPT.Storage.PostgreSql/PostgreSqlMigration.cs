using System.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using PersonalPT.Storage.PostgreSql.Opening;
using PersonalPT.Storage.Schema;

namespace PersonalPT.Storage.PostgreSql;

/// <summary>
/// Brings a PostgreSQL database's tables up to date. A server does not do it by itself: several may share a database, and the one that starts first with a
/// newer version would pull the tables from under the others.
/// </summary>
public static class PostgreSqlMigration
{
    // A table with many rows takes its time.
    private static readonly TimeSpan _longest = TimeSpan.FromHours(1);

    // EF Core's own lock ends with each migration's transaction, and what is missing is found out before the first: of two at once with several to apply, both
    // would apply the second. So one has the whole way to itself.
    private const long Migrations = 0x50654D69;

    /// <summary>The database of a connection string in words that may be shown: no password.</summary>
    public static string Describe(string connectionString) => DatabasePlace.Of(connectionString).ToString();

    /// <summary>Applies what is missing. Two at once wait for each other; the second finds nothing to do.</summary>
    /// <param name="connectionString">Where the database is.</param>
    /// <param name="cancellationToken">Gives up; a migration that was begun is undone.</param>
    /// <exception cref="StorageException">The database cannot be used, or is newer than this program.</exception>
    public static async Task<SchemaChange> ApplyAsync(string connectionString, CancellationToken cancellationToken)
    {
        var place = DatabasePlace.Of(connectionString);
        await using var connection = await Task.Run(() => OpeningFailures.Connect(ConnectionStrings.ForWriting(connectionString), place), cancellationToken);
        try
        {
            await TakeTurn(connection, cancellationToken);
            try
            {
                return await ApplyMissing(connection, place, cancellationToken);
            }
            finally
            {
                // Where the operator's connections are pooled, closing this one would not give it back. A broken one has.
                if (connection.State == ConnectionState.Open)
                    await GiveTurn(connection);
            }
        }
        catch (NpgsqlException failure)
        {
            throw OpeningFailures.Of(place, failure);
        }
        catch (InvalidOperationException failure) when (failure.InnerException is NpgsqlException inner)
        {
            throw OpeningFailures.Of(place, inner);
        }
    }

    private static async Task<SchemaChange> ApplyMissing(NpgsqlConnection connection, DatabasePlace place, CancellationToken cancellationToken)
    {
        var before = MigrationCheck.Applied(connection, place);
        if (before.Count < MigrationCheck.Known.Count)
        {
            await using var context = new StorageContext(PostgreSqlContexts.OptionsForMigration(connection));
            context.Database.SetCommandTimeout(_longest);
            await context.Database.MigrateAsync(cancellationToken);
        }

        return new SchemaChange($"the {place}", before.Count == 0 ? null : before[^1], MigrationCheck.Known[^1]);
    }

    private static async Task TakeTurn(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_advisory_lock($1)", connection) { Parameters = { new() { Value = Migrations } } };
        command.CommandTimeout = (int)_longest.TotalSeconds;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task GiveTurn(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock($1)", connection) { Parameters = { new() { Value = Migrations } } };
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
