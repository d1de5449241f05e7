using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Storage.Tests.Accounts;

namespace PersonalPT.Storage.Tests.Sqlite;

public sealed class SqliteAccountStoreTests : AccountStoreConformance
{
    private readonly TemporaryFolder _folder = new();

    protected override void Register(IServiceCollection services) => _folder.Register(services);

    protected override ValueTask DeleteAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
