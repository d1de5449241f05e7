using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using PersonalPT.Storage.Schema;

namespace PersonalPT.Storage.Sqlite;

/// <summary>The tables on SQLite.</summary>
internal static class SqliteContexts
{
    /// <summary>Over a connection that is somebody else's.</summary>
    public static DbContextOptions<StorageContext> Options(SqliteConnection connection) =>
        new DbContextOptionsBuilder<StorageContext>().UseSqlite(connection, Shape).Options;

    /// <summary>Over connections of its own.</summary>
    public static DbContextOptions<StorageContext> Options(string connectionString) =>
        new DbContextOptionsBuilder<StorageContext>().UseSqlite(connectionString, Shape).Options;

    private static void Shape(SqliteDbContextOptionsBuilder sqlite) => sqlite.MigrationsAssembly(typeof(SqliteContexts).Assembly);
}
