using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Storage.Sqlite;

namespace PersonalPT.Storage.Tests.Sqlite;

/// <summary>A folder of its own for each test, with room for a database.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("personalpt-storage-").FullName;

    public string File => System.IO.Path.Combine(Path, "personalpt.db");

    public void Register(IServiceCollection services) => services.AddSqliteStorage(new SqliteStorageOptions { Path = File });

    /// <summary>An opened storage over <see cref="File"/>.</summary>
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

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
