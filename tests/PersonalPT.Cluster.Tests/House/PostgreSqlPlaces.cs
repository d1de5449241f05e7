using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage;
using PersonalPT.Storage.PostgreSql;
using PersonalPT.Testing.PostgreSql;

namespace PersonalPT.Cluster.Tests.House;

/// <summary>The same over the storage that several servers share: each place has a writer of its own on one PostgreSQL database.</summary>
public sealed class PostgreSqlPlaces(PostgreSqlCluster cluster) : Places
{
    private readonly List<ServiceProvider> _servers = [];

    protected override IJournal Store => Of<IJournal>(0);

    protected override IModelStore Models => Of<IModelStore>(0);

    protected override ICatalogStore Catalog => Of<ICatalogStore>(0);

    protected override IJournal StoreOf(int place) => Of<IJournal>(place);

    protected override ISetChangeStore SetChangesOf(int place) => Of<ISetChangeStore>(place);

    public override async ValueTask InitializeAsync()
    {
        var connection = await cluster.CreateAsync((empty, cancel) => PostgreSqlMigration.ApplyAsync(empty, cancel), CancellationToken.None);
        for (var place = 0; place < 2; place++)
        {
            var services = new ServiceCollection();
            services.AddPostgreSqlStorage(new PostgreSqlStorageOptions { ConnectionString = connection });
            _servers.Add(services.BuildServiceProvider());
            await Of<IStorage>(place).OpenAsync(CancellationToken.None);
        }

        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var server in _servers)
            await server.DisposeAsync();
    }

    private T Of<T>(int place)
        where T : notnull => _servers[place].GetRequiredService<T>();
}
