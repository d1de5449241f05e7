using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Storage.Writing;

namespace PersonalPT.Storage.Sqlite;

/// <summary>Adds the SQLite storage to a host.</summary>
public static class SqliteStorageServices
{
    /// <summary>
    /// Adds <see cref="Contracts.Storage.IJournal"/>, <see cref="Contracts.Storage.IModelStore"/>, <see cref="Contracts.Storage.ICatalogStore"/> and
    /// <see cref="Contracts.Storage.IHistory"/> over one SQLite file, and <see cref="IStorage"/>, which the host opens before and closes after
    /// everything else.
    /// </summary>
    /// <exception cref="ArgumentException">The options make no sense.</exception>
    public static IServiceCollection AddSqliteStorage(this IServiceCollection services, SqliteStorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Path);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.QueueCapacity);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.LargestGroup);
        return services.AddStorage(_ => new SqliteDatabase(options.Path), new WriterLimits(options.QueueCapacity, options.LargestGroup, Patience: TimeSpan.Zero));
    }
}
