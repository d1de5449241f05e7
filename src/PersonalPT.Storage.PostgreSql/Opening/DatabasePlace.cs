using Npgsql;

namespace PersonalPT.Storage.PostgreSql.Opening;

/// <summary>A database in words that may be shown: no password.</summary>
/// <param name="Database">The database.</param>
/// <param name="Server">Host and port, or the folder of the socket.</param>
/// <param name="User">Who asks; empty: the user of this process.</param>
internal sealed record DatabasePlace(string Database, string Server, string User)
{
    public static DatabasePlace Of(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        // Several hosts, or a socket, say where they are by themselves.
        var server = parts.Host!.AsSpan().ContainsAny('/', ',', ':') ? parts.Host! : $"{parts.Host}:{parts.Port}";
        return new DatabasePlace(parts.Database!, server, parts.Username ?? Environment.UserName);
    }

    public override string ToString() => $"PostgreSQL database '{Database}' at {Server}";
}
