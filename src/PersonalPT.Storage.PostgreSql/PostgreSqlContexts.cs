using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;
using PersonalPT.Storage.PostgreSql.Compiled;
using PersonalPT.Storage.Schema;

namespace PersonalPT.Storage.PostgreSql;

/// <summary>The tables on PostgreSQL.</summary>
internal static class PostgreSqlContexts
{
    /// <summary>The oldest PostgreSQL that SQL is written for.</summary>
    public static Version Oldest { get; } = new(14, 0);

    /// <summary>Over a connection that is somebody else's.</summary>
    public static DbContextOptions<StorageContext> Options(NpgsqlConnection connection) =>
        new DbContextOptionsBuilder<StorageContext>().UseNpgsql(connection, Shape).UseModel(StorageContextModel.Instance).Options;

    /// <summary>Over a pool of connections.</summary>
    public static DbContextOptions<StorageContext> Options(NpgsqlDataSource connections) =>
        new DbContextOptionsBuilder<StorageContext>().UseNpgsql(connections, Shape).UseModel(StorageContextModel.Instance).Options;

    /// <summary>With everything that migrations need to know, which the compiled model leaves out.</summary>
    public static DbContextOptions<StorageContext> OptionsForMigration(NpgsqlConnection connection) =>
        new DbContextOptionsBuilder<StorageContext>().UseNpgsql(connection, Shape).ReplaceService<IModelCustomizer, ByteOrder>().Options;

    /// <summary>The same for what looks at the model itself, and never at a database.</summary>
    public static DbContextOptions<StorageContext> OptionsForDesign() =>
        new DbContextOptionsBuilder<StorageContext>().UseNpgsql("Host=nowhere;Database=design", Shape).ReplaceService<IModelCustomizer, ByteOrder>().Options;

    private static void Shape(NpgsqlDbContextOptionsBuilder postgres) =>
        postgres.MigrationsAssembly(typeof(PostgreSqlContexts).Assembly).SetPostgresVersion(Oldest);
}
