using Microsoft.Data.Sqlite;
using PersonalPT.Storage.Sqlite.Opening;

namespace PersonalPT.Storage.Sqlite;

/// <summary>
/// Backups of a SQLite database. One is made beside a running server, which goes on writing, and holds one moment of everything; it is a database by itself,
/// in one file. Nothing is put in its place before it is whole, flushed to the disk and checked.
/// </summary>
public static class SqliteBackup
{
    /// <summary>Writes a backup.</summary>
    /// <param name="path">The database; a server may have it.</param>
    /// <param name="file">The backup.</param>
    /// <param name="overwrite">Whether a file that is there is replaced.</param>
    /// <param name="cancellationToken">Gives up; what was there before stays.</param>
    /// <exception cref="StorageException">It cannot be made: no database, damaged, no room, a file in the way.</exception>
    public static Task<BackupFile> WriteAsync(string path, string file, bool overwrite, CancellationToken cancellationToken) => Task.Run(
        () => Write(Path.GetFullPath(path), Path.GetFullPath(file), overwrite, cancellationToken), cancellationToken);

    /// <summary>Puts a backup in the place of a database. One of an older version is brought up to date by the next start of a server.</summary>
    /// <param name="file">The backup.</param>
    /// <param name="path">The database.</param>
    /// <param name="overwrite">Whether a database that is there is replaced; it is lost.</param>
    /// <param name="cancellationToken">Gives up; what was there before stays.</param>
    /// <exception cref="StorageException">It cannot be done: damaged or not a backup, newer than this program, a server has the database, one is in the way.</exception>
    public static Task<BackupFile> RestoreAsync(string file, string path, bool overwrite, CancellationToken cancellationToken) => Task.Run(
        () => Restore(Path.GetFullPath(file), Path.GetFullPath(path), overwrite, cancellationToken), cancellationToken);

    private static BackupFile Write(string path, string file, bool overwrite, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            throw OpeningFailures.NotThere(path);
        if (file == path || SideFiles(path).Append(path + ".lock").Contains(file))
            throw new StorageException($"'{file}' belongs to the database itself: name another file for the backup.");
        if (Path.Exists(file) && (!overwrite || Directory.Exists(file)))
            throw OpeningFailures.InTheWay(file);

        var partial = file + ".partial";
        try
        {
            DeleteAll(partial);
            Copy(path, partial, cancellationToken);
            var version = Check(partial, path);
            return Publish(partial, file, overwrite, version);
        }
        catch (SqliteException failure)
        {
            throw cancellationToken.IsCancellationRequested
                ? new OperationCanceledException("The backup was cancelled.", failure, cancellationToken)
                : OpeningFailures.NotBackedUp(path, file, failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw OpeningFailures.NotWritable(Path.GetDirectoryName(file)!, failure);
        }
        finally
        {
            DeleteAll(partial);
        }
    }

    private static async Task<BackupFile> Restore(string file, string path, bool overwrite, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
            throw new StorageException($"There is no backup '{file}': name another file.");
        if (file == path)
            throw new StorageException($"'{file}' is the database itself: name a backup of it.");

        SqliteHeader.Check(file);
        using var ownership = FileOwnership.Take(path);
        if (Path.Exists(path) && (!overwrite || Directory.Exists(path)))
            throw OpeningFailures.InTheWay(path);

        var partial = path + ".partial";
        try
        {
            // The copy is what is checked, and what is then used: the backup itself is only read.
            await using (var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20))
            await using (var target = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
                await source.CopyToAsync(target, cancellationToken);

            var version = Check(partial, file);
            // The old log must not be taken for the new database's.
            foreach (var side in SideFiles(path))
                File.Delete(side);

            return Publish(partial, path, overwrite, version);
        }
        catch (SqliteException failure)
        {
            throw OpeningFailures.Of(file, failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw OpeningFailures.NotWritable(Path.GetDirectoryName(path)!, failure);
        }
        finally
        {
            DeleteAll(partial);
        }
    }

    // One transaction that reads: the server goes on writing to its log meanwhile, and nothing of that comes into the copy. Opened as for writing only so
    // that the log is put away at the end where no server has it.
    private static void Copy(string path, string partial, CancellationToken cancellationToken)
    {
        using var connection = Open(path);
        if (Scalar(connection, "PRAGMA application_id") is not SqliteDatabase.ApplicationId)
            throw OpeningFailures.NotOurs(path);

        cancellationToken.ThrowIfCancellationRequested();
        using var stop = cancellationToken.Register(() => SQLitePCL.raw.sqlite3_interrupt(connection.Handle));
        using var command = connection.CreateCommand();
        command.CommandText = "VACUUM INTO @file";
        command.Parameters.AddWithValue("@file", partial);
        command.CommandTimeout = 0;
        command.ExecuteNonQuery();
    }

    /// <summary>Reads all of a file that nobody else has.</summary>
    /// <returns>The newest migration of its tables.</returns>
    private static string Check(string partial, string shown)
    {
        using var connection = Open(partial);
        if (Scalar(connection, "PRAGMA application_id") is not SqliteDatabase.ApplicationId)
            throw OpeningFailures.NotOurs(shown);
        if (Scalar(connection, "PRAGMA integrity_check(1)") is string found && found != "ok")
            throw OpeningFailures.Damaged(shown, found);

        MigrationCheck.IsUpToDate(connection, shown);
        return MigrationCheck.Newest(connection) ?? throw OpeningFailures.NotOurs(shown);
    }

    private static BackupFile Publish(string partial, string file, bool overwrite, string version)
    {
        long bytes;
        using (var written = new FileStream(partial, FileMode.Open, FileAccess.ReadWrite))
        {
            written.Flush(flushToDisk: true);
            bytes = written.Length;
        }

        File.Move(partial, file, overwrite);
        return new BackupFile(file, bytes, version);
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = 30 }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

#pragma warning disable CA2100 // Constants of this class.
    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
#pragma warning restore CA2100

    private static string[] SideFiles(string path) => [path + "-wal", path + "-shm", path + "-journal"];

    private static void DeleteAll(string partial)
    {
        foreach (var left in SideFiles(partial).Append(partial).Where(File.Exists))
            File.Delete(left);
    }
}
