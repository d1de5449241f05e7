using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage.Schema;
using PersonalPT.Storage.Sqlite;
using PersonalPT.Storage.Sqlite.Compiled;
using PersonalPT.Storage.Sqlite.Opening;
using PersonalPT.Storage.Writing;

namespace PersonalPT.Storage.Tests.Sqlite;

public sealed class SqliteDatabaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Folder_and_file_are_made_where_they_are_missing()
    {
        var path = Path.Combine(_folder.Path, "a", "b", "gym.db");
        var services = new ServiceCollection().AddSqliteStorage(new SqliteStorageOptions { Path = path });
        await using (var provider = services.BuildServiceProvider())
            await provider.GetRequiredService<IStorage>().OpenAsync(Cancel);

        Assert.True(File.Exists(path));
    }

    [Fact]
    public async Task Closed_tidily_it_leaves_one_file_and_the_lock()
    {
        await using (var services = await _folder.Open(Cancel))
        {
            await services.GetRequiredService<IJournal>().Create(SampleData.Session(), Cancel);
            await services.GetRequiredService<IJournal>().Find(SampleData.NewKey(), Cancel);
        }

        Assert.Equal(["personalpt.db", "personalpt.db.lock"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Every_commit_is_flushed_and_foreign_keys_hold()
    {
        await using var services = await _folder.Open(Cancel);
        var pragmas = await services.GetRequiredService<DatabaseWriter>().Write(
            connection => (Pragma(connection, "journal_mode"), Pragma(connection, "synchronous"), Pragma(connection, "foreign_keys")), alone: true, Cancel);

        Assert.Equal(("wal", 2L, 1L), pragmas);

        static object Pragma(WriterConnection connection, string name)
        {
            using var command = connection.Connection.CreateCommand();
            command.CommandText = $"PRAGMA {name}";
            using var context = connection.Context();
            command.Transaction = Microsoft.EntityFrameworkCore.Storage.DbContextTransactionExtensions.GetDbTransaction(context.Database.CurrentTransaction!);
            return command.ExecuteScalar()!;
        }
    }

    [Fact]
    public async Task Connections_for_reading_cannot_write()
    {
        await using var services = await _folder.Open(Cancel);
        await using var context = services.GetRequiredService<IDatabase>().ReaderContext();
        context.Gyms.Add(new GymRow { GymId = "gym", CreatedMicros = 1 });

        var refused = await Assert.ThrowsAnyAsync<Exception>(() => context.SaveChangesAsync(Cancel));
        Assert.Contains("readonly", refused.GetBaseException().Message, StringComparison.Ordinal);
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
        using var design = new StorageContextFactory().CreateDbContext([]);
        using var compiled = new StorageContext(SqliteContexts.Options("Data Source=:memory:"));

        Assert.Same(StorageContextModel.Instance, compiled.Model);
        Assert.Equal(design.Model.ToDebugString(MetadataDebugStringOptions.LongDefault), compiled.Model.ToDebugString(MetadataDebugStringOptions.LongDefault));
        Assert.Equal(
            design.Model.GetRelationalModel().ToDebugString(MetadataDebugStringOptions.LongDefault),
            compiled.Model.GetRelationalModel().ToDebugString(MetadataDebugStringOptions.LongDefault));
    }

    [Fact]
    public async Task A_second_server_on_the_same_file_is_refused_and_may_come_when_the_first_has_gone()
    {
        await using (await _folder.Open(Cancel))
        {
            var refused = await Refused();
            Assert.Contains("in use by another PersonalPT server", refused, StringComparison.Ordinal);
        }

        await using var services = await _folder.Open(Cancel);
        Assert.Null(await services.GetRequiredService<IJournal>().Find(SampleData.NewKey(), Cancel));
    }

    [Fact]
    public async Task The_lock_file_of_a_killed_server_does_not_matter()
    {
        await File.WriteAllTextAsync(_folder.File + ".lock", "left behind", Cancel);

        await using var services = await _folder.Open(Cancel);
        Assert.Null(await services.GetRequiredService<IJournal>().Find(SampleData.NewKey(), Cancel));
    }

    [Fact]
    public async Task The_lock_file_says_whose_it_is()
    {
        await using var services = await _folder.Open(Cancel);
        Assert.True(File.Exists(_folder.File + ".lock"));

        await services.DisposeAsync();
        Assert.Equal($"{Environment.ProcessId}\n", await File.ReadAllTextAsync(_folder.File + ".lock", Cancel));
    }

    [Fact]
    public async Task A_start_that_is_refused_leaves_no_lock_file_behind_but_keeps_one_that_was_there()
    {
        await File.WriteAllTextAsync(_folder.File, "exercise,reps", Cancel);
        await Refused();
        Assert.Equal([_folder.File], Directory.GetFiles(_folder.Path));

        await File.WriteAllTextAsync(_folder.File + ".lock", "left behind", Cancel);
        await Refused();
        Assert.True(File.Exists(_folder.File + ".lock"));
    }

    [Fact]
    public async Task While_starts_are_refused_and_leave_no_more_than_one_server_ever_holds_a_file()
    {
        var (held, most) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(number => Task.Run(
            () =>
            {
                for (var i = 0; i < 300; i++)
                {
                    try
                    {
                        var ownership = FileOwnership.Take(_folder.File);
                        most = Math.Max(most, Interlocked.Increment(ref held));
                        Interlocked.Decrement(ref held);
                        if (number % 2 == 0)
                            ownership.Withdraw();
                        else
                            ownership.Dispose();
                    }
                    catch (StorageException)
                    {
                        // Another one has it.
                    }
                }
            },
            Cancel)));

        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Another_kind_of_file_is_refused_and_left_as_it_is()
    {
        await RefusedUntouched("exercise,reps\nsquat,5\n"u8.ToArray(), "is not a PersonalPT database");
        await RefusedUntouched("x"u8.ToArray(), "is not a PersonalPT database");
    }

    [Fact]
    public async Task The_database_of_another_program_is_refused_and_left_as_it_is()
    {
        await Sql("CREATE TABLE songs (title TEXT)");

        await RefusedUntouched(await File.ReadAllBytesAsync(_folder.File, Cancel), "is not a PersonalPT database");
    }

    [Fact]
    public async Task A_folder_in_place_of_the_file_is_refused()
    {
        Directory.CreateDirectory(_folder.File);

        Assert.Contains("is not a PersonalPT database", await Refused(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.1, "cut")]
    [InlineData(0.5, "cut")]
    [InlineData(0.2, "overwritten")]
    [InlineData(0.9, "overwritten")]
    public async Task A_damaged_file_is_refused_and_left_as_it_is(double where, string how)
    {
        var whole = await FilledFile();
        var at = (int)(whole.Length * where);
        byte[] damaged = how == "cut" ? whole[..at] : [.. whole[..at], .. Enumerable.Repeat((byte)0xA5, 4096), .. whole[(at + 4096)..]];

        await RefusedUntouched(damaged, "is damaged");
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_refused_and_left_as_it_is()
    {
        await FilledFile();
        await Sql("INSERT INTO __EFMigrationsHistory VALUES ('29990101000000_Holograms', '30.0.0')");

        await RefusedUntouched(await File.ReadAllBytesAsync(_folder.File, Cancel), "was made by a newer PersonalPT");
    }

    [Fact]
    public async Task A_first_start_that_was_killed_before_its_tables_were_made_is_made_up_for()
    {
        await Sql(
            """
            PRAGMA application_id = 1348816980;
            CREATE TABLE __EFMigrationsLock (Id INTEGER NOT NULL PRIMARY KEY, Timestamp TEXT NOT NULL);
            INSERT INTO __EFMigrationsLock VALUES (1, '2026-01-05 18:00:00');
            """);

        await using var services = await _folder.Open(Cancel);
        Assert.Equal(2, (await services.GetRequiredService<IJournal>().Create(SampleData.Session(), Cancel)).LastEventSeq);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a folder that nobody may write to");
        var refused = await Refused("/sys/personalpt/gym.db");

        Assert.StartsWith("The folder '/sys/personalpt' cannot be written", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_in_place_of_the_folder_is_named()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "data"), "", Cancel);
        var refused = await Refused(Path.Combine(_folder.Path, "data", "gym.db"));

        Assert.Contains("cannot be written", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_fails_the_append_and_leaves_everything_before_it()
    {
        await using var services = await _folder.Open(Cancel);
        var journal = services.GetRequiredService<IJournal>();
        var session = SampleData.Session();
        await journal.Create(session, Cancel);
        var claimed = (await journal.Claim(session.Session, Cancel))!;
        await services.GetRequiredService<DatabaseWriter>().Write(
            connection =>
            {
                using var context = connection.Context();
                return context.Database.ExecuteSqlRaw("PRAGMA max_page_count = 1");
            },
            alone: true, Cancel);

        var many = Enumerable.Range(0, 600).Select(SampleData.Scripted).ToArray();
        var refused = await Assert.ThrowsAsync<JournalException>(() => journal.Append(SampleData.Append(claimed, many), Cancel));

        Assert.Contains("full", refused.Message, StringComparison.Ordinal);
        Assert.Equal(claimed, await journal.Find(session.Session, Cancel));
        Assert.Equal(2, (await journal.Read(session.Session, 0, 1000, Cancel)).Count);
    }

    private async Task<byte[]> FilledFile()
    {
        await using (var services = await _folder.Open(Cancel))
        {
            var journal = services.GetRequiredService<IJournal>();
            var session = SampleData.Session();
            await journal.Create(session, Cancel);
            var claimed = (await journal.Claim(session.Session, Cancel))!;
            await journal.Append(SampleData.Append(claimed, [.. Enumerable.Range(0, 1200).Select(SampleData.Scripted)]), Cancel);
        }

        return await File.ReadAllBytesAsync(_folder.File, Cancel);
    }

    private async Task Sql(string sql)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _folder.File, Pooling = false }.ToString());
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private async Task RefusedUntouched(byte[] content, string message)
    {
        await File.WriteAllBytesAsync(_folder.File, content, Cancel);

        var refused = await Refused();

        Assert.Contains(message, refused, StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllBytesAsync(_folder.File, Cancel));
    }

    private async Task<string> Refused(string? path = null)
    {
        var services = new ServiceCollection().AddSqliteStorage(new SqliteStorageOptions { Path = path ?? _folder.File });
        await using var provider = services.BuildServiceProvider();
        var refused = await Assert.ThrowsAsync<StorageException>(() => provider.GetRequiredService<IStorage>().OpenAsync(Cancel));
        Assert.DoesNotContain('\n', refused.Message);
        Assert.Contains(Path.GetDirectoryName(path ?? _folder.File)!, refused.Message, StringComparison.Ordinal);
        return refused.Message;
    }
}
