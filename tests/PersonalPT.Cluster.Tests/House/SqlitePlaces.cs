using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage;
using PersonalPT.Storage.Sqlite;

namespace PersonalPT.Cluster.Tests.House;

/// <summary>The same over the storage that a server has.</summary>
public sealed class SqlitePlaces : Places
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("personalpt-cluster-");
    private readonly ServiceProvider _storage;

    public SqlitePlaces()
    {
        var services = new ServiceCollection();
        services.AddSqliteStorage(new SqliteStorageOptions { Path = Path.Combine(_folder.FullName, "personalpt.db") });
        _storage = services.BuildServiceProvider();
    }

    protected override IJournal Store => _storage.GetRequiredService<IJournal>();

    protected override ISetChangeStore SetChangesOf(int place) => _storage.GetRequiredService<ISetChangeStore>();

    protected override IModelStore Models => _storage.GetRequiredService<IModelStore>();

    protected override ICatalogStore Catalog => _storage.GetRequiredService<ICatalogStore>();

    public override async ValueTask InitializeAsync()
    {
        await _storage.GetRequiredService<IStorage>().OpenAsync(CancellationToken.None);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _storage.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
