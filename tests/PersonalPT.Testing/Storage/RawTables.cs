using System.Data.Common;
using System.Globalization;
using System.Text;

namespace PersonalPT.Testing.Storage;

/// <summary>
/// Every value of every column of every table of a database, read raw. Tables and columns are asked of the database itself, so that one which is added later is
/// read by itself.
/// </summary>
public static class RawTables
{
    /// <summary>Finds where a text stands, in whatever case.</summary>
    /// <param name="connection">An open connection to SQLite or PostgreSQL.</param>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>TABLE.COLUMN and the value for each place. Never empty reads: a database without tables is an error.</returns>
    public static async Task<IReadOnlyList<string>> FindAsync(DbConnection connection, string text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var found = new List<string>();
        var tables = await TablesAsync(connection, cancellationToken);
        if (tables.Count == 0)
            throw new InvalidOperationException("The database has no tables: this would prove nothing.");

        foreach (var table in tables)
        {
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Names that the database itself has given.
            command.CommandText = $"SELECT * FROM \"{table}\"";
#pragma warning restore CA2100
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            while (await rows.ReadAsync(cancellationToken))
            {
                for (var i = 0; i < rows.FieldCount; i++)
                {
                    if (Text(rows.GetValue(i)) is { } value && value.Contains(text, StringComparison.OrdinalIgnoreCase))
                        found.Add($"{table}.{rows.GetName(i)}: {value}");
                }
            }
        }

        return found;
    }

    /// <summary>The database's tables.</summary>
    public static async Task<IReadOnlyList<string>> TablesAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var isSqlite = connection.GetType().Name.StartsWith("Sqlite", StringComparison.Ordinal);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // One of two constants.
        command.CommandText = isSqlite
            ? "SELECT name FROM sqlite_master WHERE type = 'table'"
            : "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'";
#pragma warning restore CA2100
        var tables = new List<string>();
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            tables.Add(rows.GetString(0));
        return tables;
    }

    // Bytes as the text that they may hold.
    private static string? Text(object value) => value switch
    {
        DBNull => null,
        byte[] bytes => Encoding.Latin1.GetString(bytes),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
