using PersonalPT.Storage.Sqlite.Opening;

namespace PersonalPT.Storage.Sqlite;

/// <summary>Brings a file's tables up to date without serving it. A server does the same when it starts.</summary>
public static class SqliteMigration
{
    /// <summary>Applies what is missing; all or nothing of each migration.</summary>
    /// <param name="path">The database.</param>
    /// <param name="cancellationToken">Gives up before it begins.</param>
    /// <exception cref="StorageException">There is no such database, a server has it, it is damaged or newer than this program.</exception>
    public static Task<SchemaChange> ApplyAsync(string path, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            var whole = Path.GetFullPath(path);
            if (!File.Exists(whole))
                throw OpeningFailures.NotThere(whole);

            var database = new SqliteDatabase(whole);
            database.Open();
            database.Close(writer: null);
            return new SchemaChange($"'{whole}'", database.FoundAt, MigrationCheck.Known[^1]);
        },
        cancellationToken);
}
