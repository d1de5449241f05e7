using Npgsql;

namespace PersonalPT.Storage.PostgreSql.Opening;

/// <summary>Says in one line each why a database cannot be opened and what to do.</summary>
internal static class OpeningFailures
{
    /// <summary>An open connection.</summary>
    /// <exception cref="StorageException">There is none to be had.</exception>
    public static NpgsqlConnection Connect(string connectionString, DatabasePlace place)
    {
        var connection = new NpgsqlConnection(connectionString);
        try
        {
            connection.Open();
            if (connection.PostgreSqlVersion < PostgreSqlContexts.Oldest)
            {
                throw new StorageException(
                    $"The PostgreSQL at {place.Server} is of version {connection.PostgreSqlVersion}: PersonalPT needs {PostgreSqlContexts.Oldest.Major} or later.");
            }

            return connection;
        }
        catch (Exception failure)
        {
            connection.Dispose();
            throw failure is StorageException ? failure : Of(place, failure);
        }
    }

    public static StorageException Newer(DatabasePlace place, string migration) =>
        new($"The {place} was made by a newer PersonalPT: start that version, or name another database (this one was left as it is). "
            + $"This version does not know the migration '{migration}'.");

    public static StorageException Older(DatabasePlace place, string? newest, string needed) => new(newest is null
        ? $"The {place} has no tables yet: make them with 'personalpt migrate', then start again."
        : $"The {place} was made by an older PersonalPT (its tables are at '{newest}', this version needs '{needed}'): bring it up to date with "
            + "'personalpt migrate', then start again.");

    // Not only what Npgsql throws: a file of passwords or certificates may be missing, a certificate may be wrong.
    public static StorageException Of(DatabasePlace place, Exception failure) => failure is PostgresException told
        ? Told(place, told)
        : TemporaryFailure.Is(failure)
            ? new StorageException(
                $"No PostgreSQL answers at {place.Server}: start it, or correct Host and Port of the connection string.{Detail(failure)}", failure)
            : new StorageException(
                $"The {place} cannot be opened as user '{place.User}': see what the connection needs (a password may stand in PGPASSWORD).{Detail(failure)}", failure);

    private static StorageException Told(DatabasePlace place, PostgresException failure) => new(
        failure.SqlState switch
        {
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                $"The PostgreSQL at {place.Server} does not let user '{place.User}' in: correct user or password (PGPASSWORD may hold it).{Detail(failure)}",
            PostgresErrorCodes.InvalidCatalogName =>
                $"There is no database '{place.Database}' at {place.Server}: make it with 'createdb {place.Database}', or name another one.",
            PostgresErrorCodes.InsufficientPrivilege =>
                $"User '{place.User}' may not use the {place}: make him its owner.{Detail(failure)}",
            PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.AdminShutdown =>
                $"The PostgreSQL at {place.Server} is starting or stopping: try again when it is up.{Detail(failure)}",
            PostgresErrorCodes.TooManyConnections =>
                $"The PostgreSQL at {place.Server} has no connection left: raise its max_connections, or end other programs.{Detail(failure)}",
            _ => $"The {place} cannot be opened: see what PostgreSQL says, then start again.{Detail(failure)}",
        },
        failure);

    private static string Detail(Exception failure) =>
        $" ({(failure as PostgresException)?.MessageText ?? failure.GetBaseException().Message})".ReplaceLineEndings(" ");
}
