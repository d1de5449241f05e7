using System.Reflection;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace PersonalPT.Storage.PostgreSql.Opening;

/// <summary>Compares a database's migrations with those of this program by one short query.</summary>
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

    /// <summary>Makes sure that the tables are those that this program knows.</summary>
    /// <exception cref="StorageException">They are not.</exception>
    public static void RequireUpToDate(NpgsqlConnection connection, DatabasePlace place)
    {
        var applied = Applied(connection, place);
        if (applied.Count < Known.Count)
            throw OpeningFailures.Older(place, applied.Count == 0 ? null : applied[^1], Known[^1]);
    }

    /// <summary>The migrations that the database has, oldest first.</summary>
    /// <exception cref="StorageException">One has been applied that this program does not know.</exception>
    public static IReadOnlyList<string> Applied(NpgsqlConnection connection, DatabasePlace place)
    {
        var applied = new List<string>();
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT \"MigrationId\" FROM \"__EFMigrationsHistory\" ORDER BY \"MigrationId\"";
            using var rows = command.ExecuteReader();
            while (rows.Read())
                applied.Add(rows.GetString(0));
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return [];
        }

        return applied.Find(migration => !Known.Contains(migration)) is { } unknown ? throw OpeningFailures.Newer(place, unknown) : applied;
    }
}
