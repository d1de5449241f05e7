using Npgsql;

namespace PersonalPT.Storage.PostgreSql;

/// <summary>What the configured connection string becomes for each use; whatever it says itself stays.</summary>
internal static class ConnectionStrings
{
    // A server that does not answer is noticed in time to tell whoever waits, who gives up after 30 s.
    private const int SecondsToConnect = 5;
    private const int SecondsForCommand = 10;

    // More than a group of appends has kinds of; rare writes push each other out.
    private const int CompiledStatements = 32;

    /// <summary>One connection that is kept.</summary>
    public static string ForWriting(string connectionString)
    {
        var parts = Common(connectionString);
        parts.Pooling = false;
        // Which of a group's statements failed says whose work it was.
        parts.IncludeFailedBatchedCommand = true;
        // They are compiled once a connection.
        parts.MaxAutoPrepare = CompiledStatements;
        parts.AutoPrepareMinUsages = 2;
        return parts.ToString();
    }

    /// <summary>A pool of connections whose transactions cannot write.</summary>
    public static string ForReading(string connectionString)
    {
        var parts = Common(connectionString);
        parts.Options = $"{parts.Options} -c default_transaction_read_only=on".TrimStart();
        return parts.ToString();
    }

    private static NpgsqlConnectionStringBuilder Common(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString) { Enlist = false, Multiplexing = false };
        parts.ApplicationName ??= "PersonalPT";
        // A link that died in silence is noticed by the system, not only by the next command.
        parts.TcpKeepAlive = true;
        if (!parts.ContainsKey("Timeout"))
            parts.Timeout = SecondsToConnect;
        if (!parts.ContainsKey("Command Timeout"))
            parts.CommandTimeout = SecondsForCommand;
        return parts;
    }
}
