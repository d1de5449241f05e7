using Npgsql;

namespace PersonalPT.Storage.PostgreSql;

/// <summary>A PostgreSQL database as storage. Several servers may share it.</summary>
public sealed record PostgreSqlStorageOptions
{
    /// <summary>
    /// Where the database is and who asks, as Npgsql writes it: <c>Host=db;Database=personalpt;Username=personalpt</c>. A password that is not in it is
    /// taken from <c>PGPASSWORD</c> or the user's <c>.pgpass</c>.
    /// </summary>
    public required string ConnectionString { get; init; }

    /// <summary>Writes that wait before their callers have to wait for room. Default: 4096, one for each of the sessions that a server holds.</summary>
    public int QueueCapacity { get; init; } = 4096;

    /// <summary>
    /// Writes in one transaction at most. Default: 64, because each becomes a subtransaction where one of them fails, and with more of them in one
    /// transaction PostgreSQL has to look them up on its disk.
    /// </summary>
    public int LargestGroup { get; init; } = 64;

    /// <summary>How long a database that went away is waited for before callers are told. Default: 10 s, enough for a restart of PostgreSQL.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What is wrong with a connection string, in plain words and without the string itself, which may hold a password; null where nothing is.</summary>
    public static string? FindError(string? connectionString)
    {
        const string Like = "such as Host=localhost;Database=personalpt;Username=personalpt";
        if (string.IsNullOrWhiteSpace(connectionString))
            return $"must say where the PostgreSQL database is, {Like}";

        try
        {
            var parts = new NpgsqlConnectionStringBuilder(connectionString);
            var missing = new List<string>();
            if (string.IsNullOrWhiteSpace(parts.Host))
                missing.Add("Host");
            if (string.IsNullOrWhiteSpace(parts.Database))
                missing.Add("Database");
            return missing.Count == 0 ? null : $"must name {string.Join(" and ", missing)}, {Like}";
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or InvalidCastException)
        {
            return failure is ArgumentException { ParamName: { Length: > 0 } key } && !key.Contains('=', StringComparison.Ordinal)
                ? $"has a part that is not known or not valid ('{key}'): write it {Like}"
                : $"cannot be read: write it {Like}";
        }
    }
}
