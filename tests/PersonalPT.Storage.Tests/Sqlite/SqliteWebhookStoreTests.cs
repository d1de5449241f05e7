using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Storage.Tests.Webhooks;

namespace PersonalPT.Storage.Tests.Sqlite;

public sealed class SqliteWebhookStoreTests : WebhookStoreConformance
{
    private readonly TemporaryFolder _folder = new();

    protected override void Register(IServiceCollection services) => _folder.Register(services);

    protected override ValueTask DeleteAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
