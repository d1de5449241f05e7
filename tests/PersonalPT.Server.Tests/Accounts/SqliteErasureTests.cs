using System.Data.Common;
using Microsoft.Data.Sqlite;
using PersonalPT.Server.Tests.House;

namespace PersonalPT.Server.Tests.Accounts;

public sealed class SqliteErasureTests : ErasureProof
{
    private readonly TemporaryFolder _folder = new();

    protected override ServerOptions Options => new() { GrpcPort = 0, WebPort = 0, DataFile = _folder.DataFile };

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override async Task<DbConnection> Connect(bool writes = false)
    {
        var connection = new SqliteConnection($"Data Source={_folder.DataFile};Mode={(writes ? "ReadWrite" : "ReadOnly")};Pooling=False;Foreign Keys=True");
        await connection.OpenAsync(Patience);
        return connection;
    }
}
