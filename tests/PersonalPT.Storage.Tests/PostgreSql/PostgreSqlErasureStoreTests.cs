using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PersonalPT.Storage.Tests.Athletes;
using PersonalPT.Testing.PostgreSql;

namespace PersonalPT.Storage.Tests.PostgreSql;

public sealed class PostgreSqlErasureStoreTests(PostgreSqlCluster cluster) : ErasureStoreConformance
{
    private readonly FreshDatabase _database = new(cluster);

    protected override async ValueTask MakeAsync() => await _database.MakeAsync(Cancel);

    protected override void Register(IServiceCollection services) => _database.Register(services);

    protected override async Task<DbConnection> Connect()
    {
        var connection = new NpgsqlConnection($"{_database.ConnectionString};Pooling=false");
        await connection.OpenAsync(Cancel);
        return connection;
    }

    protected override ValueTask DeleteAsync() => _database.DisposeAsync();
}
