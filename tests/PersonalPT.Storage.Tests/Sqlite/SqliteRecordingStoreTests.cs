using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Storage.Tests.Recordings;

namespace PersonalPT.Storage.Tests.Sqlite;

public sealed class SqliteRecordingStoreTests : RecordingStoreConformance
{
    private readonly TemporaryFolder _folder = new();

    protected override void Register(IServiceCollection services) => _folder.Register(services);

    protected override ValueTask DeleteAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
