using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage.PostgreSql;
using PersonalPT.Testing.PostgreSql;

namespace PersonalPT.Storage.Tests.PostgreSql;

/// <summary>kill -9: of the database, and of servers that write to it.</summary>
public sealed class PostgreSqlDurabilityTests : IAsyncLifetime
{
    private readonly PostgreSqlCluster _cluster = PostgreSqlCluster.Flushed();
    private string _connectionString = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _connectionString = await _cluster.CreateEmptyAsync(Cancel);
        await PostgreSqlMigration.ApplyAsync(_connectionString, Cancel);
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_database_killed_in_the_middle_of_commits_loses_and_doubles_nothing_and_the_server_goes_on()
    {
        const int Sessions = 8;
        const int Kills = 3;
        var acknowledged = new ConcurrentDictionary<SessionKey, long>();
        await using (var services = await Open(TimeSpan.FromMinutes(1)))
        {
            var journal = services.GetRequiredService<IJournal>();
            using var enough = new SemaphoreSlim(0);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var appending = Task.WhenAll(Enumerable.Range(0, Sessions).Select(number => AppendUntil(journal, number, acknowledged, enough, stop.Token)));
            for (var kill = 0; kill < Kills; kill++)
            {
                for (var i = 0; i < 100; i++)
                    await enough.WaitAsync(Cancel);

                await _cluster.KillAsync(Cancel);
                await _cluster.StartAsync(Cancel);
            }

            // They go on after the last restart, too.
            for (var i = 0; i < 100; i++)
                await enough.WaitAsync(Cancel);

            await stop.CancelAsync();
            await appending;
        }

        await using var again = await Open(TimeSpan.Zero);
        foreach (var number in Enumerable.Range(0, Sessions))
        {
            var key = AppendingProcess.Key(number);
            var stored = (await again.GetRequiredService<IJournal>().Find(key, Cancel))!;
            Assert.Equal(acknowledged[key], stored.LastEventSeq);
            var log = await again.GetRequiredService<IJournal>().Read(key, 0, int.MaxValue, Cancel);
            Assert.Equal(Enumerable.Range(1, (int)stored.LastEventSeq).Select(n => (long)n), log.Select(entry => entry.EventSeq));
            Assert.Equal(
                Enumerable.Range(0, log.Count - 2).Select(n => SampleData.Scripted(n).IdempotencyKey), log.Skip(2).Select(entry => entry.Body.IdempotencyKey));
            Assert.Equal(
                log.Count(entry => entry.Body is RepCompleted), (await again.GetRequiredService<IHistory>().Session(key, Cancel))!.Sets.Sum(set => set.Reps.Count));
        }
    }

    [Fact]
    public async Task Two_processes_that_claim_the_same_sessions_from_each_other_never_both_write_an_event()
    {
        var (lines, fenced) = (new List<(string Session, long EventSeq, long Input)>(), 0);
        using (var one = AppendingProcess.Start(AppendingProcess.Contending, _connectionString, "1"))
        using (var other = AppendingProcess.Start(AppendingProcess.Contending, _connectionString, "2"))
        {
            try
            {
                // Until both were fenced and both wrote after it.
                await Task.WhenAll(ReadUntilFenced(one.StandardOutput), ReadUntilFenced(other.StandardOutput));
            }
            finally
            {
                one.Kill();
                other.Kill();
            }

            foreach (var process in new[] { one, other })
            {
                foreach (var line in (await process.StandardOutput.ReadToEndAsync(Cancel)).Split('\n').SkipLast(1))
                    Note(line);
            }
        }

        Assert.True(fenced >= 20, $"fenced {fenced} times");
        await using var services = await Open(TimeSpan.Zero);
        foreach (var session in lines.ToLookup(line => line.Session))
        {
            var log = await services.GetRequiredService<IJournal>().Read(new SessionKey("gym", session.Key), 0, int.MaxValue, Cancel);
            Assert.Equal(Enumerable.Range(1, log.Count).Select(n => (long)n), log.Select(entry => entry.EventSeq));
            Assert.Equal(log.Count, log.Select(entry => entry.Body.IdempotencyKey).Distinct().Count());
            foreach (var (_, eventSeq, input) in session)
                Assert.Equal(input, ((SessionPaused)log[(int)eventSeq - 1].Body).InputSeq);
        }

        async Task ReadUntilFenced(StreamReader output)
        {
            for (var before = 0; before < 10;)
            {
                var line = await output.ReadLineAsync(Cancel) ?? throw new InvalidOperationException("The process ended by itself.");
                if (Note(line))
                    before++;
            }
        }

        bool Note(string line)
        {
            lock (lines)
            {
                if (line.EndsWith("fenced", StringComparison.Ordinal))
                {
                    fenced++;
                    return true;
                }

                var words = line.Split(' ');
                lines.Add((words[0], long.Parse(words[1], CultureInfo.InvariantCulture), long.Parse(words[2], CultureInfo.InvariantCulture)));
                return false;
            }
        }
    }

    [Fact]
    public async Task Who_waits_for_a_database_that_stays_away_is_told_and_can_go_on_when_it_is_back()
    {
        await using var services = await Open(TimeSpan.Zero);
        var journal = services.GetRequiredService<IJournal>();
        var session = SampleData.Session();
        await journal.Create(session, Cancel);
        var claimed = (await journal.Claim(session.Session, Cancel))!;
        var append = SampleData.Append(claimed, SampleData.Started());

        await _cluster.KillAsync(Cancel);
        await Assert.ThrowsAsync<JournalException>(() => journal.Append(append, Cancel));
        await Assert.ThrowsAsync<JournalException>(() => journal.Find(session.Session, Cancel));

        await _cluster.StartAsync(Cancel);
        Assert.Equal(AppendOutcome.Committed, await journal.Append(append, Cancel));
        Assert.Equal(3, (await journal.Find(session.Session, Cancel))!.LastEventSeq);
    }

    private static async Task AppendUntil(
        IJournal journal, int number, ConcurrentDictionary<SessionKey, long> acknowledged, SemaphoreSlim enough, CancellationToken stop)
    {
        var key = AppendingProcess.Key(number);
        await journal.Create(SampleData.Session(key), Cancel);
        var claimed = (await journal.Claim(key, Cancel))!;
        while (!stop.IsCancellationRequested)
        {
            var next = (int)claimed.LastEventSeq - 2;
            Assert.Equal(
                AppendOutcome.Committed, await journal.Append(SampleData.Append(claimed, SampleData.Scripted(next), SampleData.Scripted(next + 1)), Cancel));
            claimed = claimed with { LastEventSeq = claimed.LastEventSeq + 2 };
            acknowledged[key] = claimed.LastEventSeq;
            enough.Release();
        }
    }

    private async Task<ServiceProvider> Open(TimeSpan patience)
    {
        var services = new ServiceCollection();
        services.AddPostgreSqlStorage(new PostgreSqlStorageOptions { ConnectionString = _connectionString, Patience = patience });
        var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IStorage>().OpenAsync(Cancel);
        return provider;
    }
}
