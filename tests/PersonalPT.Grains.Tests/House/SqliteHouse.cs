using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage;
using PersonalPT.Storage.Sqlite;

namespace PersonalPT.Grains.Tests.House;

/// <summary>A house with the storage that servers have.</summary>
public sealed class SqliteHouse : TestHouse
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("personalpt-grains-");
    private readonly ServiceProvider _storage;

    public SqliteHouse()
    {
        var services = new ServiceCollection();
        services.AddSqliteStorage(new SqliteStorageOptions { Path = Path.Combine(_folder.FullName, "personalpt.db") });
        _storage = services.BuildServiceProvider();
    }

    protected override IJournal Journal => _storage.GetRequiredService<IJournal>();

    protected override ISetChangeStore SetChanges => _storage.GetRequiredService<ISetChangeStore>();

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
