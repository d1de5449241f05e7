using PersonalPT.Storage;
using PersonalPT.Storage.PostgreSql;
using PersonalPT.Storage.Sqlite;

namespace PersonalPT.Server;

/// <summary>What can be done with the storage of a server without starting one.</summary>
public static class StorageUpkeep
{
    /// <summary>Where everything durable lives, in words and without a password.</summary>
    public static string Describe(ServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Storage == StorageKind.PostgreSql ? PostgreSqlMigration.Describe(options.ConnectionString) : options.DataFile;
    }

    /// <summary>Brings the tables up to date.</summary>
    /// <exception cref="ServerStartException">The options are wrong.</exception>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    public static Task<SchemaChange> MigrateAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        Check(options);
        return options.Storage == StorageKind.PostgreSql
            ? PostgreSqlMigration.ApplyAsync(options.ConnectionString, cancellationToken)
            : SqliteMigration.ApplyAsync(options.DataFile, cancellationToken);
    }

    /// <summary>Writes a backup of a SQLite database, also while a server has it.</summary>
    /// <param name="options">The server's options.</param>
    /// <param name="file">The backup.</param>
    /// <param name="overwrite">Whether a file that is there is replaced.</param>
    /// <param name="cancellationToken">Gives up; what was there before stays.</param>
    /// <exception cref="ServerStartException">The options are wrong.</exception>
    /// <exception cref="StorageException">It cannot be made.</exception>
    public static Task<BackupFile> BackUpAsync(ServerOptions options, string file, bool overwrite, CancellationToken cancellationToken)
    {
        CheckSqlite(options, "pg_dump");
        return SqliteBackup.WriteAsync(options.DataFile, file, overwrite, cancellationToken);
    }

    /// <summary>Puts a backup in the place of a SQLite database that no server has.</summary>
    /// <param name="options">The server's options.</param>
    /// <param name="file">The backup.</param>
    /// <param name="overwrite">Whether a database that is there is replaced; it is lost.</param>
    /// <param name="cancellationToken">Gives up; what was there before stays.</param>
    /// <exception cref="ServerStartException">The options are wrong.</exception>
    /// <exception cref="StorageException">It cannot be done.</exception>
    public static Task<BackupFile> RestoreAsync(ServerOptions options, string file, bool overwrite, CancellationToken cancellationToken)
    {
        CheckSqlite(options, "pg_restore");
        return SqliteBackup.RestoreAsync(file, options.DataFile, overwrite, cancellationToken);
    }

    private static void Check(ServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.FindErrors() is { Count: > 0 } errors)
            throw ServerStartException.BadOptions(errors);
    }

    private static void CheckSqlite(ServerOptions options, string program)
    {
        Check(options);
        if (options.Storage != StorageKind.Sqlite)
            throw new StorageException($"A PostgreSQL database has programs of its own for this: use {program}, as docs/operations.md shows.");
    }
}
