using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PersonalPT.Contracts.Gyms;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage.PostgreSql;
using PersonalPT.Storage.PostgreSql.Compiled;
using PersonalPT.Storage.PostgreSql.Opening;
using PersonalPT.Storage.Schema;
using PersonalPT.Storage.Writing;
using PersonalPT.Testing.PostgreSql;

namespace PersonalPT.Storage.Tests.PostgreSql;

public sealed class PostgreSqlDatabaseTests(PostgreSqlCluster cluster) : IAsyncLifetime
{
    private readonly FreshDatabase _database = new(cluster);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _database.MakeAsync(Cancel);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Commits_are_acknowledged_when_they_are_written_whatever_the_database_was_told()
    {
        var name = PostgreSqlCluster.NameOf(_database.ConnectionString);
        await cluster.SqlAsync(_database.ConnectionString, $"ALTER DATABASE {name} SET synchronous_commit = off", Cancel);
        await using var services = await _database.Open(Cancel);

        var setting = await services.GetRequiredService<DatabaseWriter>().Write(
            connection =>
            {
                using var context = connection.Context();
                return context.Database.SqlQueryRaw<string>("SELECT current_setting('synchronous_commit') AS \"Value\"").Single();
            },
            alone: true, Cancel);

        Assert.Equal("on", setting);
    }

    [Fact]
    public async Task Connections_for_reading_cannot_write()
    {
        await using var services = await _database.Open(Cancel);
        await using var context = services.GetRequiredService<IDatabase>().ReaderContext();
        context.Gyms.Add(new GymRow { GymId = "gym", CreatedMicros = 1 });

        var refused = await Assert.ThrowsAnyAsync<Exception>(() => context.SaveChangesAsync(Cancel));
        Assert.Contains("read-only transaction", refused.GetBaseException().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_migrations_make_the_tables_of_the_model()
    {
        using var context = new StorageContextFactory().CreateDbContext([]);

        Assert.False(context.Database.HasPendingModelChanges());
        Assert.Equal(context.Database.GetMigrations(), MigrationCheck.Known);
    }

    [Fact]
    public void The_compiled_model_is_the_model()
    {
        using var source = NpgsqlDataSource.Create("Host=nowhere");
        using var design = new StorageContextFactory().CreateDbContext([]);
        using var compiled = new StorageContext(PostgreSqlContexts.Options(source));

        Assert.Same(StorageContextModel.Instance, compiled.Model);
        Assert.Equal(design.Model.ToDebugString(MetadataDebugStringOptions.LongDefault), compiled.Model.ToDebugString(MetadataDebugStringOptions.LongDefault));
    }

    [Fact]
    public async Task Texts_are_ordered_byte_by_byte_as_on_SQLite()
    {
        await using var services = await _database.Open(Cancel);
        var catalog = services.GetRequiredService<ICatalogStore>();
        await catalog.Create("gym", SampleData.Monday, [], Cancel);
        foreach (var id in new[] { "b", "a", "B", "a-b", "ab", "é" })
            await catalog.Put("gym", new Exercise(id, id), SampleData.Monday, Cancel);

        Assert.Equal(["B", "a", "a-b", "ab", "b", "é"], (await catalog.Find("gym", Cancel))!.Select(exercise => exercise.ExerciseId));
    }

    [Fact]
    public async Task What_it_cannot_store_is_refused_alone()
    {
        await using var services = await _database.Open(Cancel);
        var journal = services.GetRequiredService<IJournal>();

        await Assert.ThrowsAsync<JournalException>(() => journal.Create(SampleData.Session(athleteId: "an\0n"), Cancel));
        Assert.Equal(2, (await journal.Create(SampleData.Session(), Cancel)).LastEventSeq);
    }

    [Fact]
    public async Task Where_no_PostgreSQL_answers_the_place_is_named()
    {
        Assert.StartsWith("No PostgreSQL answers at /nowhere", await Refused("Host=/nowhere;Username=ann;Database=gym"), StringComparison.Ordinal);
        var port = Port();
        Assert.StartsWith($"No PostgreSQL answers at 127.0.0.1:{port}", await Refused($"Host=127.0.0.1;Port={port};Database=gym"), StringComparison.Ordinal);

        static int Port()
        {
            using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
            listener.Start();
            return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        }
    }

    [Fact]
    public async Task A_wrong_password_is_named_as_such_and_not_told()
    {
        var refused = await Refused(new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Password = "wrong horse" }.ToString());

        Assert.Contains("does not let user 'personalpt' in", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("horse", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_password_is_named_as_such()
    {
        var refused = await Refused(new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Password = null, Passfile = "/nowhere" }.ToString());

        Assert.Contains("PGPASSWORD", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_named_and_not_made()
    {
        var nowhere = new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Database = "atlantis" }.ToString();

        Assert.StartsWith("There is no database 'atlantis'", await Refused(nowhere), StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<StorageException>(() => PostgreSqlMigration.ApplyAsync(nowhere, Cancel));
        Assert.StartsWith("There is no database 'atlantis'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_without_tables_is_refused_until_it_is_migrated()
    {
        var empty = await cluster.CreateEmptyAsync(Cancel);
        Assert.Contains("personalpt migrate", await Refused(empty), StringComparison.Ordinal);
        Assert.Equal("0", await cluster.SqlAsync(empty, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", Cancel));

        var change = await PostgreSqlMigration.ApplyAsync(empty, Cancel);

        Assert.Equal((null, MigrationCheck.Known[^1]), (change.From, change.To));
        await using (var services = await Open(empty))
            Assert.Equal(2, (await services.GetRequiredService<IJournal>().Create(SampleData.Session(), Cancel)).LastEventSeq);
        Assert.Equal(MigrationCheck.Known[^1], (await PostgreSqlMigration.ApplyAsync(empty, Cancel)).From);
        await cluster.DropAsync(empty, Cancel);
    }

    [Fact]
    public async Task Migrations_at_the_same_time_are_applied_once()
    {
        var empty = await cluster.CreateEmptyAsync(Cancel);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PostgreSqlMigration.ApplyAsync(empty, Cancel)));

        Assert.Equal($"{MigrationCheck.Known.Count}", await cluster.SqlAsync(empty, "SELECT count(*) FROM \"__EFMigrationsHistory\"", Cancel));
        await using (var services = await Open(empty))
            Assert.Null(await services.GetRequiredService<IJournal>().Find(SampleData.NewKey(), Cancel));
        await cluster.DropAsync(empty, Cancel);
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused_by_server_and_migration()
    {
        await cluster.SqlAsync(_database.ConnectionString, "INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_Holograms', '30.0.0')", Cancel);

        Assert.Contains("was made by a newer PersonalPT", await Refused(_database.ConnectionString), StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<StorageException>(() => PostgreSqlMigration.ApplyAsync(_database.ConnectionString, Cancel));
        Assert.Contains("29990101000000_Holograms", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_older_database_is_told_both_versions()
    {
        var refused = OpeningFailures.Older(DatabasePlace.Of("Host=db;Database=gym"), "20261122_Initial", "20270101_Plans").Message;

        Assert.Contains("'gym' at db:5432", refused, StringComparison.Ordinal);
        Assert.Contains("'20261122_Initial'", refused, StringComparison.Ordinal);
        Assert.Contains("'20270101_Plans'", refused, StringComparison.Ordinal);
        Assert.Contains("personalpt migrate", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_who_may_not_use_the_tables_is_named()
    {
        var user = $"guest_{PostgreSqlCluster.NameOf(_database.ConnectionString)}";
        await cluster.SqlAsync(_database.ConnectionString, $"CREATE ROLE {user} LOGIN PASSWORD 'guest'", Cancel);
        var guest = new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Username = user, Password = "guest" }.ToString();

        Assert.StartsWith($"User '{user}' may not use", await Refused(guest), StringComparison.Ordinal);
    }

    private static async Task<ServiceProvider> Open(string connectionString)
    {
        var services = new ServiceCollection();
        services.AddPostgreSqlStorage(new PostgreSqlStorageOptions { ConnectionString = connectionString });
        var provider = services.BuildServiceProvider();
        try
        {
            await provider.GetRequiredService<IStorage>().OpenAsync(Cancel);
            return provider;
        }
        catch
        {
            await provider.DisposeAsync();
            throw;
        }
    }

    private static async Task<string> Refused(string connectionString)
    {
        var refused = await Assert.ThrowsAsync<StorageException>(() => Open(connectionString));
        Assert.DoesNotContain('\n', refused.Message);
        return refused.Message;
    }
}
