using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage.Writing;
using PersonalPT.Testing.PostgreSql;

namespace PersonalPT.Storage.Tests.PostgreSql;

/// <summary>Two servers on one database, each with a writer of its own.</summary>
internal sealed class TwoServers(PostgreSqlCluster cluster) : IAsyncDisposable
{
    private readonly FreshDatabase _database = new(cluster);
    private readonly List<ServiceProvider> _servers = [];

    public string ConnectionString => _database.ConnectionString;

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await _database.MakeAsync(cancellationToken);
        for (var i = 0; i < 2; i++)
            _servers.Add(await _database.Open(cancellationToken));
    }

    public IJournal Journal(int server) => _servers[server].GetRequiredService<IJournal>();

    public IModelStore Models(int server) => _servers[server].GetRequiredService<IModelStore>();

    public ICatalogStore Catalog(int server) => _servers[server].GetRequiredService<ICatalogStore>();

    public IHistory History(int server) => _servers[server].GetRequiredService<IHistory>();

    public DatabaseWriter Writer(int server) => _servers[server].GetRequiredService<DatabaseWriter>();

    /// <summary>Lets a server wait, and be waited for, without end: a test that says itself when something goes on must not depend on the machine's speed.</summary>
    public async Task WaitWithoutEnd(int server, CancellationToken cancellationToken) => await Writer(server).Write(
        connection =>
        {
            using var context = connection.Context();
            return context.Database.ExecuteSqlRaw("SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0");
        },
        alone: true, cancellationToken);

    /// <summary>Returns when a transaction in this database waits for another one.</summary>
    public async Task SomebodyWaits(CancellationToken cancellationToken)
    {
        while (await cluster.SqlAsync(
            ConnectionString, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'", cancellationToken) == "0")
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();

        await _database.DisposeAsync();
    }
}
