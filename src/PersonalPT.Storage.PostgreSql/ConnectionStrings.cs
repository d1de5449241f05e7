using Npgsql;

namespace PersonalPT.Storage.PostgreSql;

/// <summary>
/// What the configured connection string becomes for each use. Whatever it says itself stays, but for what nothing here works with: transactions of
/// somebody else's, and commands of several callers over one connection.
/// </summary>
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
        if (!parts.ShouldSerialize("Pooling"))
            parts.Pooling = false;
        // Which of a group's statements failed says whose work it was.
        parts.IncludeFailedBatchedCommand = true;
        // They are compiled once a connection.
        if (!parts.ShouldSerialize("Max Auto Prepare"))
            parts.MaxAutoPrepare = CompiledStatements;
        if (!parts.ShouldSerialize("Auto Prepare Min Usages"))
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
        if (!parts.ShouldSerialize("TCP Keepalive"))
            parts.TcpKeepAlive = true;
        if (!parts.ShouldSerialize("Timeout"))
            parts.Timeout = SecondsToConnect;
        if (!parts.ShouldSerialize("Command Timeout"))
            parts.CommandTimeout = SecondsForCommand;
        return parts;
    }
}
