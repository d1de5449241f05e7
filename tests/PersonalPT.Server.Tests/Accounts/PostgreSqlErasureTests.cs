using System.Data.Common;
using Npgsql;
using PersonalPT.Server.Tests.House;
using PersonalPT.Testing.PostgreSql;

namespace PersonalPT.Server.Tests.Accounts;

public sealed class PostgreSqlErasureTests : ErasureProof
{
    private readonly PostgreSqlCluster _cluster = new();
    private readonly TemporaryFolder _keys = new();
    private string _connectionString = "";

    protected override ServerOptions Options => new()
    {
        GrpcPort = 0,
        WebPort = 0,
        Storage = StorageKind.PostgreSql,
        ConnectionString = _connectionString,
        KeyFolder = Path.GetDirectoryName(_keys.DataFile)!,
    };

    public override async ValueTask InitializeAsync()
    {
        _connectionString = await _cluster.CreateEmptyAsync(Patience);
        await StorageUpkeep.MigrateAsync(Options, Patience);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _cluster.DisposeAsync();
        _keys.Dispose();
    }

    protected override async Task<DbConnection> Connect(bool writes = false)
    {
        var connection = new NpgsqlConnection($"{_connectionString};Pooling=false");
        await connection.OpenAsync(Patience);
        return connection;
    }
}
