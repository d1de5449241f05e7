using Microsoft.EntityFrameworkCore.Design;
using PersonalPT.Storage.Schema;

namespace PersonalPT.Storage.PostgreSql;

/// <summary>
/// For the two commands after a change of the model, which look at it and never at a database:
/// <code>
/// dotnet ef migrations add NAME --project src/PersonalPT.Storage.PostgreSql --output-dir Migrations
/// dotnet ef dbcontext optimize --project src/PersonalPT.Storage.PostgreSql --output-dir Compiled --namespace PersonalPT.Storage.PostgreSql.Compiled
/// </code>
/// </summary>
internal sealed class StorageContextFactory : IDesignTimeDbContextFactory<StorageContext>
{
    public StorageContext CreateDbContext(string[] args) => new(PostgreSqlContexts.OptionsForDesign());
}
