using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage.Sqlite;
using PersonalPT.Storage.Tests.Sqlite;
using static PersonalPT.Storage.Tests.SampleData;

namespace PersonalPT.Storage.Tests.Writing;

public sealed class DatabaseWriterTests : StorageConformance
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_full_queue_makes_callers_wait_and_one_who_gives_up_has_written_nothing()
    {
        var sessions = await CreateAndClaim(3);
        using var impatient = new CancellationTokenSource();

        var queued = await InOneGroup(
            () => Append(sessions[0]),
            () => Append(sessions[1]),
            () =>
            {
                // Given up before the writer goes on: from then on there would be room for it.
                var waiting = Journal.Append(SampleData.Append(sessions[2], Started()), impatient.Token);
                impatient.Cancel();
                return Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
            });

        Assert.All(queued, task => Assert.True(task.IsCompletedSuccessfully));
        Assert.Equal(3, (await Journal.Find(sessions[0].Session, Cancel))!.LastEventSeq);
        Assert.Equal(3, (await Journal.Find(sessions[1].Session, Cancel))!.LastEventSeq);
        Assert.Equal(2, (await Journal.Find(sessions[2].Session, Cancel))!.LastEventSeq);
    }

    [Fact]
    public async Task All_that_waits_is_written_in_groups_of_at_most_the_bound()
    {
        var sessions = await CreateAndClaim(20);
        using var sizes = new Measurements<int>(Services, "personalpt.journal.commit.size");

        var all = await InOneGroup([.. sessions.Select(session => (Func<Task>)(() => Append(session)))]);

        Assert.All(all, task => Assert.True(task.IsCompletedSuccessfully));
        // One for what held the writer up.
        Assert.Equal(21, sizes.Values.Sum());
        Assert.All(sizes.Values, size => Assert.InRange(size, 1, 2));
    }

    [Fact]
    public async Task A_rare_write_has_a_transaction_of_its_own()
    {
        var sessions = await CreateAndClaim(1);
        using var sizes = new Measurements<int>(Services, "personalpt.journal.commit.size");

        await InOneGroup(() => Append(sessions[0]), () => Models.Add(new ModelKey("gym", "", "squat"), Model(), activate: true, Cancel));

        Assert.Equal([1, 1, 1], sizes.Values);
    }

    [Fact]
    public async Task Writing_is_in_order_until_a_commit_fails_and_again_when_one_succeeds()
    {
        var storage = Services.GetRequiredService<IStorage>();
        var sessions = await CreateAndClaim(1);
        using var sizes = new Measurements<int>(Services, "personalpt.journal.commit.size");

        await storage.ProbeWritingAsync(Cancel);
        Assert.Empty(sizes.Values);

        Database.AtCommit(1, CommitFault.Fails);
        await Assert.ThrowsAsync<JournalException>(() => Append(sessions[0]));
        Database.AtCommit(1, CommitFault.Fails);
        await Assert.ThrowsAsync<JournalException>(() => storage.ProbeWritingAsync(Cancel));
        Assert.Empty(sizes.Values);

        // Nobody else writes, and it finds out by itself.
        await storage.ProbeWritingAsync(Cancel);
        await storage.ProbeWritingAsync(Cancel);
        Assert.Equal([1], sizes.Values);

        Database.AtCommit(1, CommitFault.Fails);
        await Assert.ThrowsAsync<JournalException>(() => Append(sessions[0]));
        await Append(sessions[0]);
        await storage.ProbeWritingAsync(Cancel);
        Assert.Equal([1, 1], sizes.Values);
    }

    [Fact]
    public async Task However_many_ask_whether_writing_is_in_order_one_write_answers_them()
    {
        var storage = Services.GetRequiredService<IStorage>();
        var sessions = await CreateAndClaim(1);
        Database.AtCommit(1, CommitFault.Fails);
        await Assert.ThrowsAsync<JournalException>(() => Append(sessions[0]));
        using var sizes = new Measurements<int>(Services, "personalpt.journal.commit.size");

        await InOneGroup([.. Enumerable.Repeat<Func<Task>>(() => storage.ProbeWritingAsync(Cancel), 50)]);

        // And what held the writer up.
        Assert.Equal([1, 1], sizes.Values);
    }

    [Fact]
    public async Task Commits_fenced_appends_and_failures_are_measured()
    {
        var sessions = await CreateAndClaim(1);
        using var times = new Measurements<double>(Services, "personalpt.journal.commit.time");
        using var fenced = new Measurements<long>(Services, "personalpt.journal.fenced");
        using var failures = new Measurements<long>(Services, "personalpt.journal.commit.failures");

        await Append(sessions[0]);
        Assert.Single(times.Values, time => time > 0);

        await Journal.Append(SampleData.Append(sessions[0] with { Epoch = 0 }, Started()), Cancel);
        Assert.Equal([1L], fenced.Values);

        Database.AtCommit(1, CommitFault.Fails);
        await Assert.ThrowsAsync<JournalException>(() => Append(sessions[0]));
        Assert.Equal([1L], failures.Values);
        Assert.Equal(2, times.Values.Count);
    }

    [Fact]
    public async Task A_commit_is_a_span_that_is_linked_to_those_who_wait_for_it()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var source = new ActivitySource(nameof(DatabaseWriterTests));
        using var listener = new ActivityListener
        {
            ShouldListenTo = found => found.Name == "PersonalPT" || ReferenceEquals(found, source),
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var sessions = await CreateAndClaim(1);

        using var caller = source.StartActivity("a call");
        await Append(sessions[0]);

        var commit = Assert.Single(spans, span => span.Source.Name == "PersonalPT" && span.Links.Any(link => link.Context == caller!.Context));
        Assert.Equal("journal commit", commit.OperationName);
        Assert.Null(commit.ParentId);
        Assert.Equal(1, commit.GetTagItem("personalpt.commit.size"));
    }

    protected override void Register(IServiceCollection services) =>
        services.AddSqliteStorage(new SqliteStorageOptions { Path = _folder.File, QueueCapacity = 2, LargestGroup = 2 });

    protected override ValueTask DeleteAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<AppendOutcome> Append(StoredSession session) => Journal.Append(SampleData.Append(session, Started()), Cancel);

    private async Task<StoredSession[]> CreateAndClaim(int count) => await Task.WhenAll(Enumerable.Range(0, count).Select(async _ =>
    {
        var session = Session();
        await Journal.Create(session, Cancel);
        return (await Journal.Claim(session.Session, Cancel))!;
    }));
}
