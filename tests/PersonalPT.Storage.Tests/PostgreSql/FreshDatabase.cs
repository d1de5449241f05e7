using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Storage.PostgreSql;
using PersonalPT.Testing.PostgreSql;

namespace PersonalPT.Storage.Tests.PostgreSql;

/// <summary>A database of its own for each test, with its tables.</summary>
internal sealed class FreshDatabase(PostgreSqlCluster cluster) : IAsyncDisposable
{
    private string? _connectionString;

    public string ConnectionString => _connectionString ?? throw new InvalidOperationException("It was not made yet.");

    /// <summary>Makes it, as a copy of one that was migrated before.</summary>
    public async Task MakeAsync(CancellationToken cancellationToken) => _connectionString = await cluster.CreateAsync(
        (empty, cancel) => PostgreSqlMigration.ApplyAsync(empty, cancel), cancellationToken);

    public void Register(IServiceCollection services) =>
        services.AddPostgreSqlStorage(new PostgreSqlStorageOptions { ConnectionString = ConnectionString });

    /// <summary>A server on it.</summary>
    public async Task<ServiceProvider> Open(CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        Register(services);
        var provider = services.BuildServiceProvider();
        try
        {
            await provider.GetRequiredService<IStorage>().OpenAsync(cancellationToken);
            return provider;
        }
        catch
        {
            await provider.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connectionString is not null)
            await cluster.DropAsync(_connectionString, CancellationToken.None);
    }
}
