using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage.Sqlite;
using PersonalPT.Storage.Sqlite.Opening;

namespace PersonalPT.Storage.Tests.Sqlite;

public sealed class SqliteBackupTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Backup => Path.Combine(_folder.Path, "backup.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_backup_made_while_another_process_writes_holds_one_moment_of_every_log()
    {
        using var process = AppendingProcess.Start(AppendingProcess.Alone, _folder.File);
        try
        {
            for (var round = 0; round < 5; round++)
            {
                for (var i = 0; i < 40; i++)
                    Assert.NotNull(await process.StandardOutput.ReadLineAsync(Cancel));

                var written = await SqliteBackup.WriteAsync(_folder.File, Backup, overwrite: true, Cancel);
                Assert.Equal((Backup, new FileInfo(Backup).Length, MigrationCheck.Known[^1]), (written.File, written.Bytes, written.Version));
                await RequireWholeLogs();
            }

            // The server has gone on writing all the while.
            Assert.NotNull(await process.StandardOutput.ReadLineAsync(Cancel));
        }
        finally
        {
            process.Kill();
        }

        Assert.Equal(["backup.db"], Directory.GetFiles(_folder.Path, "backup*").Select(Path.GetFileName));
    }

    [Fact]
    public async Task What_was_restored_is_what_was_backed_up_and_goes_on_from_there()
    {
        var session = await Fill(40);
        await SqliteBackup.WriteAsync(_folder.File, Backup, overwrite: false, Cancel);
        await Fill(20);

        var restored = await SqliteBackup.RestoreAsync(Backup, _folder.File, overwrite: true, Cancel);

        Assert.Equal(_folder.File, restored.File);
        await using var services = await _folder.Open(Cancel);
        var journal = services.GetRequiredService<IJournal>();
        Assert.Single(await services.GetRequiredService<IHistory>().Sessions("gym", "ann", null, 10, Cancel));
        var claimed = (await journal.Claim(session, Cancel))!;
        Assert.Equal(42, claimed.LastEventSeq);
        Assert.Equal(AppendOutcome.Committed, await journal.Append(SampleData.Append(claimed, SampleData.Scripted(40)), Cancel));
    }

    [Fact]
    public async Task The_log_of_a_killed_server_is_neither_missing_in_a_backup_nor_mixed_into_what_is_restored()
    {
        await WriteAndBeKilled();
        await SqliteBackup.WriteAsync(_folder.File, Backup, overwrite: false, Cancel);
        await RequireWholeLogs();

        await WriteAndBeKilled();
        using (var other = new TemporaryFolder())
        {
            await using (var services = await other.Open(Cancel))
                await services.GetRequiredService<IJournal>().Create(SampleData.Session(), Cancel);
            await SqliteBackup.RestoreAsync(other.File, _folder.File, overwrite: true, Cancel);
        }

        await using var again = await _folder.Open(Cancel);
        Assert.Null(await again.GetRequiredService<IJournal>().Find(AppendingProcess.Key(0), Cancel));
        Assert.Single(await again.GetRequiredService<IHistory>().Sessions("gym", "ann", null, 10, Cancel));
    }

    [Fact]
    public async Task A_file_in_the_way_is_left_as_it_is_unless_it_may_be_replaced()
    {
        await Fill(10);
        await File.WriteAllTextAsync(Backup, "a letter", Cancel);

        Assert.Contains("--force", await Refused(() => SqliteBackup.WriteAsync(_folder.File, Backup, overwrite: false, Cancel)), StringComparison.Ordinal);
        Assert.Equal("a letter", await File.ReadAllTextAsync(Backup, Cancel));
        await SqliteBackup.WriteAsync(_folder.File, Backup, overwrite: true, Cancel);

        var before = await File.ReadAllBytesAsync(_folder.File, Cancel);
        Assert.Contains("--force", await Refused(() => SqliteBackup.RestoreAsync(Backup, _folder.File, overwrite: false, Cancel)), StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(_folder.File, Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-wal")]
    [InlineData(".lock")]
    public async Task The_database_itself_is_never_written_over(string suffix)
    {
        await Fill(10);
        var before = await File.ReadAllBytesAsync(_folder.File, Cancel);

        await Refused(() => SqliteBackup.WriteAsync(_folder.File, _folder.File + suffix, overwrite: true, Cancel));

        Assert.Equal(before, await File.ReadAllBytesAsync(_folder.File, Cancel));
    }

    [Fact]
    public async Task Nothing_is_restored_over_a_running_server()
    {
        await Fill(10);
        await SqliteBackup.WriteAsync(_folder.File, Backup, overwrite: false, Cancel);
        await using var services = await _folder.Open(Cancel);

        Assert.Contains(
            "in use by another PersonalPT server", await Refused(() => SqliteBackup.RestoreAsync(Backup, _folder.File, overwrite: true, Cancel)), StringComparison.Ordinal);
        Assert.NotNull(await services.GetRequiredService<IJournal>().Create(SampleData.Session(), Cancel));
    }

    [Theory]
    [InlineData(0.3, "cut")]
    [InlineData(0.3, "overwritten")]
    [InlineData(0.9, "overwritten")]
    public async Task A_damaged_backup_is_refused_and_the_database_left_as_it_is(double where, string how)
    {
        await Fill(1200);
        await SqliteBackup.WriteAsync(_folder.File, Backup, overwrite: false, Cancel);
        var whole = await File.ReadAllBytesAsync(Backup, Cancel);
        var at = (int)(whole.Length * where);
        byte[] damaged = how == "cut" ? whole[..at] : [.. whole[..at], .. Enumerable.Repeat((byte)0xA5, 4096), .. whole[(at + 4096)..]];
        await File.WriteAllBytesAsync(Backup, damaged, Cancel);
        var before = await File.ReadAllBytesAsync(_folder.File, Cancel);

        var refused = await Refused(() => SqliteBackup.RestoreAsync(Backup, _folder.File, overwrite: true, Cancel));

        Assert.StartsWith($"'{Backup}' is damaged", refused, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(_folder.File, Cancel));
        Assert.Equal(["backup.db", "personalpt.db", "personalpt.db.lock"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_damaged_database_gives_no_backup()
    {
        await Fill(1200);
        var whole = await File.ReadAllBytesAsync(_folder.File, Cancel);
        Array.Fill(whole, (byte)0xA5, whole.Length / 2, 4096);
        await File.WriteAllBytesAsync(_folder.File, whole, Cancel);

        Assert.StartsWith($"'{_folder.File}' is damaged", await Refused(() => SqliteBackup.WriteAsync(_folder.File, Backup, overwrite: false, Cancel)), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path, "backup*"));
    }

    [Fact]
    public async Task A_backup_of_a_newer_version_is_refused()
    {
        await Fill(10);
        await SqliteBackup.WriteAsync(_folder.File, Backup, overwrite: false, Cancel);
        await Sql(Backup, "INSERT INTO __EFMigrationsHistory VALUES ('29990101000000_Holograms', '30.0.0')");

        Assert.Contains("was made by a newer PersonalPT", await Refused(() => SqliteBackup.RestoreAsync(Backup, _folder.File, overwrite: true, Cancel)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_database_of_ours_is_neither_backed_up_nor_restored()
    {
        await Sql(Backup, "CREATE TABLE songs (title TEXT)");
        await Fill(10);

        Assert.Contains("is not a PersonalPT database", await Refused(() => SqliteBackup.RestoreAsync(Backup, _folder.File, overwrite: true, Cancel)), StringComparison.Ordinal);
        Assert.Contains("is not a PersonalPT database", await Refused(() => SqliteBackup.WriteAsync(Backup, _folder.File + ".2", overwrite: true, Cancel)), StringComparison.Ordinal);
        await File.WriteAllTextAsync(Backup, "a letter", Cancel);
        Assert.Contains("is not a PersonalPT database", await Refused(() => SqliteBackup.RestoreAsync(Backup, _folder.File, overwrite: true, Cancel)), StringComparison.Ordinal);
        File.Delete(Backup);
        Assert.StartsWith("There is no backup", await Refused(() => SqliteBackup.RestoreAsync(Backup, _folder.File, overwrite: true, Cancel)), StringComparison.Ordinal);
        Assert.StartsWith("There is no database", await Refused(() => SqliteBackup.WriteAsync(Backup, _folder.File + ".2", overwrite: true, Cancel)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_named()
    {
        await Fill(10);
        var refused = await Refused(() => SqliteBackup.WriteAsync(_folder.File, Path.Combine(_folder.Path, "none", "backup.db"), overwrite: false, Cancel));

        Assert.Contains("none", refused, StringComparison.Ordinal);
    }

    private static async Task<string> Refused(Func<Task> work)
    {
        var refused = await Assert.ThrowsAsync<StorageException>(work);
        Assert.DoesNotContain('\n', refused.Message);
        return refused.Message;
    }

    private static async Task Sql(string file, string sql)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private async Task<SessionKey> Fill(int events)
    {
        await using var services = await _folder.Open(Cancel);
        var journal = services.GetRequiredService<IJournal>();
        var session = SampleData.Session();
        await journal.Create(session, Cancel);
        var claimed = (await journal.Claim(session.Session, Cancel))!;
        await journal.Append(SampleData.Append(claimed, [.. Enumerable.Range(0, events).Select(SampleData.Scripted)]), Cancel);
        return session.Session;
    }

    private async Task WriteAndBeKilled()
    {
        using var process = AppendingProcess.Start(AppendingProcess.Alone, _folder.File);
        for (var i = 0; i < 50; i++)
            Assert.NotNull(await process.StandardOutput.ReadLineAsync(Cancel));
        process.Kill();
        await process.WaitForExitAsync(Cancel);
        Assert.True(new FileInfo(_folder.File + "-wal").Length > 0);
    }

    // A copy of the backup is opened: a server would change the backup.
    private async Task RequireWholeLogs()
    {
        using var elsewhere = new TemporaryFolder();
        File.Copy(Backup, elsewhere.File);
        await using var services = await elsewhere.Open(Cancel);
        var found = 0;
        foreach (var number in Enumerable.Range(0, 8))
        {
            var key = AppendingProcess.Key(number);
            if (await services.GetRequiredService<IJournal>().Find(key, Cancel) is not { } stored)
                continue;

            found++;
            var log = await services.GetRequiredService<IJournal>().Read(key, 0, int.MaxValue, Cancel);
            Assert.Equal(Enumerable.Range(1, (int)stored.LastEventSeq).Select(n => (long)n), log.Select(entry => entry.EventSeq));
            Assert.Equal(
                log.Count(entry => entry.Body is RepCompleted), (await services.GetRequiredService<IHistory>().Session(key, Cancel))!.Sets.Sum(set => set.Reps.Count));
        }

        Assert.True(found > 0);
    }
}
