using System.Reflection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PersonalPT.Storage.Sqlite.Opening;

/// <summary>
/// Compares a file's migrations with those of this program by two short queries: a file that is up to date opens without EF Core having to build
/// anything.
/// </summary>
internal static class MigrationCheck
{
    /// <summary>The migrations of this program, oldest first.</summary>
    public static IReadOnlyList<string> Known { get; } =
    [
        .. typeof(MigrationCheck).Assembly.GetTypes()
            .Select(type => type.GetCustomAttribute<MigrationAttribute>(inherit: false)?.Id)
            .OfType<string>()
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Whether every migration of this program has been applied.</summary>
    /// <exception cref="StorageException">One has been applied that this program does not know.</exception>
    public static bool IsUpToDate(SqliteConnection connection, string path)
    {
        var applied = Applied(connection);
        if (applied.Find(migration => !Known.Contains(migration)) is { } unknown)
            throw OpeningFailures.Newer(path, unknown);

        return applied.Count == Known.Count;
    }

    /// <summary>The newest migration that has been applied; null: there are no tables.</summary>
    public static string? Newest(SqliteConnection connection) => Applied(connection) is [.., var newest] ? newest : null;

    private static List<string> Applied(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '__EFMigrationsHistory'";
        if ((long)command.ExecuteScalar()! == 0)
            return [];

        command.CommandText = "SELECT MigrationId FROM __EFMigrationsHistory ORDER BY MigrationId";
        using var rows = command.ExecuteReader();
        var applied = new List<string>();
        while (rows.Read())
            applied.Add(rows.GetString(0));

        return applied;
    }
}
