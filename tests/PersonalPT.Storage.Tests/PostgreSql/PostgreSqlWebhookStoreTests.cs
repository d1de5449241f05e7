using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Storage.Tests.Webhooks;
using PersonalPT.Testing.PostgreSql;

namespace PersonalPT.Storage.Tests.PostgreSql;

public sealed class PostgreSqlWebhookStoreTests(PostgreSqlCluster cluster) : WebhookStoreConformance
{
    private readonly FreshDatabase _database = new(cluster);

    protected override async ValueTask MakeAsync() => await _database.MakeAsync(Cancel);

    protected override void Register(IServiceCollection services) => _database.Register(services);

    protected override ValueTask DeleteAsync() => _database.DisposeAsync();
}
