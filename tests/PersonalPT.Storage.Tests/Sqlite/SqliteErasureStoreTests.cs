using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Storage.Tests.Athletes;

namespace PersonalPT.Storage.Tests.Sqlite;

public sealed class SqliteErasureStoreTests : ErasureStoreConformance
{
    private readonly TemporaryFolder _folder = new();

    protected override void Register(IServiceCollection services) => _folder.Register(services);

    protected override async Task<DbConnection> Connect()
    {
        var connection = new SqliteConnection($"Data Source={_folder.File};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync(Cancel);
        return connection;
    }

    protected override ValueTask DeleteAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
