using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Storage.Writing;

namespace PersonalPT.Storage.PostgreSql;

/// <summary>Adds the PostgreSQL storage to a host.</summary>
public static class PostgreSqlStorageServices
{
    /// <summary>
    /// Adds <see cref="Contracts.Storage.IJournal"/>, <see cref="Contracts.Storage.IModelStore"/>, <see cref="Contracts.Storage.ICatalogStore"/> and
    /// <see cref="Contracts.Storage.IHistory"/> over one PostgreSQL database, and <see cref="IStorage"/>, which the host opens before and closes after
    /// everything else. The tables must be up to date: see <see cref="PostgreSqlMigration"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The options make no sense.</exception>
    public static IServiceCollection AddPostgreSqlStorage(this IServiceCollection services, PostgreSqlStorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (PostgreSqlStorageOptions.FindError(options.ConnectionString) is { } error)
            throw new ArgumentException($"The connection string {error}.", nameof(options));

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.QueueCapacity);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.LargestGroup);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Patience, TimeSpan.Zero);
        return services.AddStorage(
            _ => new PostgreSqlDatabase(options.ConnectionString), new WriterLimits(options.QueueCapacity, options.LargestGroup, options.Patience));
    }
}
