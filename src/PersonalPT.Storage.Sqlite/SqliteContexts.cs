using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using PersonalPT.Storage.Schema;
using PersonalPT.Storage.Sqlite.Compiled;

namespace PersonalPT.Storage.Sqlite;

/// <summary>The tables on SQLite.</summary>
internal static class SqliteContexts
{
    /// <summary>Over a connection that is somebody else's.</summary>
    public static DbContextOptions<StorageContext> Options(SqliteConnection connection) =>
        new DbContextOptionsBuilder<StorageContext>().UseSqlite(connection, Shape).UseModel(StorageContextModel.Instance).ConfigureWarnings(SayNothing).Options;

    /// <summary>Over connections of its own.</summary>
    public static DbContextOptions<StorageContext> Options(string connectionString) =>
        new DbContextOptionsBuilder<StorageContext>().UseSqlite(connectionString, Shape).UseModel(StorageContextModel.Instance).ConfigureWarnings(SayNothing).Options;

    /// <summary>Without the compiled model, which saves a server a quarter of a second at its start: for what looks at the model itself.</summary>
    public static DbContextOptions<StorageContext> OptionsForDesign() =>
        new DbContextOptionsBuilder<StorageContext>().UseSqlite("Data Source=:memory:", Shape).Options;

    // Whether the migrations make the tables of the model is a test's to find out; for a server that makes its database it would be work for nothing.
    private static void SayNothing(WarningsConfigurationBuilder warnings) => warnings.Ignore(RelationalEventId.PendingModelChangesWarning);

    private static void Shape(SqliteDbContextOptionsBuilder sqlite) => sqlite.MigrationsAssembly(typeof(SqliteContexts).Assembly);
}
