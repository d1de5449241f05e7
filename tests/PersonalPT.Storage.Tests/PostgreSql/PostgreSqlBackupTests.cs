using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage.PostgreSql;
using PersonalPT.Testing.PostgreSql;

namespace PersonalPT.Storage.Tests.PostgreSql;

/// <summary>docs/operations.md says how a PostgreSQL database is backed up and restored: these are its commands.</summary>
public sealed class PostgreSqlBackupTests(PostgreSqlCluster cluster) : IAsyncLifetime
{
    private readonly FreshDatabase _database = new(cluster);
    private readonly string _folder = Directory.CreateTempSubdirectory("personalpt-storage-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _database.MakeAsync(Cancel);

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_dump_made_while_a_server_writes_is_restored_as_one_moment_of_every_log()
    {
        const int Sessions = 4;
        var file = Path.Combine(_folder, "gym.dump");
        var before = new long[Sessions];
        await using (var services = await _database.Open(Cancel))
        {
            var journal = services.GetRequiredService<IJournal>();
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            using var written = new SemaphoreSlim(0);
            var appending = Task.WhenAll(Enumerable.Range(0, Sessions).Select(number => AppendUntil(journal, number, written, stop.Token)));
            for (var i = 0; i < 10 * Sessions; i++)
                await written.WaitAsync(Cancel);
            for (var number = 0; number < Sessions; number++)
                before[number] = (await journal.Find(AppendingProcess.Key(number), Cancel))?.LastEventSeq ?? 0;

            await cluster.ClientAsync("pg_dump", Cancel, "--format=custom", $"--file={file}", PostgreSqlCluster.NameOf(_database.ConnectionString));
            await stop.CancelAsync();
            await appending;
        }

        var restored = await cluster.CreateEmptyAsync(Cancel);
        await cluster.ClientAsync(
            "pg_restore", Cancel, "--exit-on-error", "--single-transaction", "--no-owner", $"--dbname={PostgreSqlCluster.NameOf(restored)}", file);

        // A backup of an older version would now be brought up to date; this one is.
        Assert.NotNull((await PostgreSqlMigration.ApplyAsync(restored, Cancel)).From);
        var again = new ServiceCollection();
        again.AddPostgreSqlStorage(new PostgreSqlStorageOptions { ConnectionString = restored });
        await using (var services = again.BuildServiceProvider())
        {
            await services.GetRequiredService<IStorage>().OpenAsync(Cancel);
            var journal = services.GetRequiredService<IJournal>();
            for (var number = 0; number < Sessions; number++)
            {
                var key = AppendingProcess.Key(number);
                var stored = (await journal.Find(key, Cancel))!;
                Assert.True(stored.LastEventSeq >= before[number]);
                var log = await journal.Read(key, 0, int.MaxValue, Cancel);
                Assert.Equal(Enumerable.Range(1, (int)stored.LastEventSeq).Select(n => (long)n), log.Select(entry => entry.EventSeq));
                Assert.Equal(
                    log.Count(entry => entry.Body is RepCompleted), (await services.GetRequiredService<IHistory>().Session(key, Cancel))!.Sets.Sum(set => set.Reps.Count));
                // And it goes on from there.
                var claimed = (await journal.Claim(key, Cancel))!;
                var next = (int)claimed.LastEventSeq - 2;
                Assert.Equal(AppendOutcome.Committed, await journal.Append(SampleData.Append(claimed, SampleData.Scripted(next)), Cancel));
            }
        }

        await cluster.DropAsync(restored, Cancel);
    }

    private static async Task AppendUntil(IJournal journal, int number, SemaphoreSlim written, CancellationToken stop)
    {
        var key = AppendingProcess.Key(number);
        await journal.Create(SampleData.Session(key), Cancel);
        var claimed = (await journal.Claim(key, Cancel))!;
        while (!stop.IsCancellationRequested)
        {
            await journal.Append(SampleData.Append(claimed, SampleData.Scripted((int)claimed.LastEventSeq - 2)), Cancel);
            claimed = claimed with { LastEventSeq = claimed.LastEventSeq + 1 };
            written.Release();
        }
    }
}
