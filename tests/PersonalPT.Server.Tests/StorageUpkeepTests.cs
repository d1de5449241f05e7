using PersonalPT.Server.Tests.House;
using PersonalPT.Storage;

namespace PersonalPT.Server.Tests;

public sealed class StorageUpkeepTests : IDisposable
{
    private static readonly ServerOptions _postgres = new() { Storage = StorageKind.PostgreSql, ConnectionString = "Host=db;Database=gym;Password=secret" };

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_place_is_described_without_a_password()
    {
        Assert.Equal("gym.db", StorageUpkeep.Describe(new ServerOptions { DataFile = "gym.db" }));
        Assert.Equal("PostgreSQL database 'gym' at db:5432", StorageUpkeep.Describe(_postgres));
    }

    [Fact]
    public async Task Wrong_options_are_named_before_anything_is_done()
    {
        var wrong = new ServerOptions { DataFile = " " };

        Assert.Contains("DataFile", (await Assert.ThrowsAsync<ServerStartException>(() => StorageUpkeep.MigrateAsync(wrong, Cancel))).Message, StringComparison.Ordinal);
        Assert.Contains("DataFile", (await Assert.ThrowsAsync<ServerStartException>(() => StorageUpkeep.BackUpAsync(wrong, "b", false, Cancel))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task For_PostgreSQL_its_own_programs_are_named()
    {
        Assert.Contains("pg_dump", (await Assert.ThrowsAsync<StorageException>(() => StorageUpkeep.BackUpAsync(_postgres, "b", false, Cancel))).Message, StringComparison.Ordinal);
        Assert.Contains("pg_restore", (await Assert.ThrowsAsync<StorageException>(() => StorageUpkeep.RestoreAsync(_postgres, "b", false, Cancel))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_servers_file_is_backed_up_restored_and_migrated()
    {
        var options = new ServerOptions { GrpcPort = 0, WebPort = 0, DataFile = _folder.DataFile };
        await using (var server = ServerHost.Build(options))
        {
            await server.StartAsync(Cancel);
            await server.StopAsync(Cancel);
        }

        var backup = await StorageUpkeep.BackUpAsync(options, _folder.DataFile + ".backup", overwrite: false, Cancel);
        var restored = await StorageUpkeep.RestoreAsync(options, backup.File, overwrite: true, Cancel);
        var change = await StorageUpkeep.MigrateAsync(options, Cancel);

        Assert.Equal((backup.Bytes, backup.Version, _folder.DataFile), (restored.Bytes, restored.Version, restored.File));
        Assert.Equal((backup.Version, backup.Version), (change.From, change.To));
    }
}
