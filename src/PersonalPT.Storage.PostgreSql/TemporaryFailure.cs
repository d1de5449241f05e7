using Npgsql;

namespace PersonalPT.Storage.PostgreSql;

/// <summary>Tells failures that pass by themselves from those that do not.</summary>
internal static class TemporaryFailure
{
    // https://www.postgresql.org/docs/current/errcodes-appendix.html; Npgsql has no name for it.
    private const string IdleInTransactionSessionTimeout = "25P03";

    /// <summary>Whether the same work may succeed over a new connection.</summary>
    public static bool Is(Exception? failure)
    {
        // EF Core wraps them.
        for (; failure is not null; failure = failure.InnerException)
        {
            switch (failure)
            {
                case PostgresException told:
                    return Is(told.SqlState);
                // Whatever else Npgsql reports is about the connection: it broke, it could not be made, nothing came over it in time. Its own word on
                // whether that may pass leaves out a connection that broke while an answer was read.
                case NpgsqlException connection:
                    return connection.IsTransient || connection.InnerException is IOException or System.Net.Sockets.SocketException or TimeoutException;
            }
        }

        return false;
    }

    private static bool Is(string sqlState) => sqlState switch
    {
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow => true,
        // Connected to a server that is not, or no longer, the one that may write.
        PostgresErrorCodes.ReadOnlySqlTransaction => true,
        PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure => true,
        IdleInTransactionSessionTimeout or PostgresErrorCodes.TooManyConnections => true,
        _ => sqlState.StartsWith("08", StringComparison.Ordinal),
    };
}
