using Microsoft.EntityFrameworkCore.Design;
using PersonalPT.Storage.Schema;

namespace PersonalPT.Storage.Sqlite;

/// <summary>
/// For <c>dotnet ef migrations add NAME --project src/PersonalPT.Storage.Sqlite</c>, which looks at the model and never at a database.
/// </summary>
internal sealed class StorageContextFactory : IDesignTimeDbContextFactory<StorageContext>
{
    public StorageContext CreateDbContext(string[] args) => new(SqliteContexts.Options("Data Source=:memory:"));
}
