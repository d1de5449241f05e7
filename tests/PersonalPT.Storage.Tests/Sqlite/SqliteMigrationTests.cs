using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage.Sqlite;
using PersonalPT.Storage.Sqlite.Opening;

namespace PersonalPT.Storage.Tests.Sqlite;

public sealed class SqliteMigrationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_that_is_up_to_date_stays_as_it_is()
    {
        await using (await _folder.Open(Cancel))
        {
        }

        var change = await SqliteMigration.ApplyAsync(_folder.File, Cancel);

        Assert.Equal((MigrationCheck.Known[^1], MigrationCheck.Known[^1]), (change.From, change.To));
        Assert.Contains(_folder.File, change.Place, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_without_tables_gets_them()
    {
        await using (var connection = new SqliteConnection($"Data Source={_folder.File};Pooling=False"))
            await connection.OpenAsync(Cancel);
        await File.WriteAllBytesAsync(_folder.File, [], Cancel);

        var change = await SqliteMigration.ApplyAsync(_folder.File, Cancel);

        Assert.Equal((null, MigrationCheck.Known[^1]), (change.From, change.To));
        await using var services = await _folder.Open(Cancel);
        Assert.Equal(2, (await services.GetRequiredService<IJournal>().Create(SampleData.Session(), Cancel)).LastEventSeq);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named_and_not_made()
    {
        var refused = await Assert.ThrowsAsync<StorageException>(() => SqliteMigration.ApplyAsync(_folder.File, Cancel));

        Assert.Contains(_folder.File, refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_file_that_a_server_has_is_refused()
    {
        await using var services = await _folder.Open(Cancel);

        var refused = await Assert.ThrowsAsync<StorageException>(() => SqliteMigration.ApplyAsync(_folder.File, Cancel));
        Assert.Contains("in use by another PersonalPT server", refused.Message, StringComparison.Ordinal);
    }
}
