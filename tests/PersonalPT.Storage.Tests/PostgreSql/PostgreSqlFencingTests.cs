using PersonalPT.Contracts.Gyms;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage.Journal;
using PersonalPT.Testing.PostgreSql;
using static PersonalPT.Storage.Tests.SampleData;

namespace PersonalPT.Storage.Tests.PostgreSql;

/// <summary>Several servers write to the same database at the same time.</summary>
public sealed class PostgreSqlFencingTests(PostgreSqlCluster cluster) : IAsyncLifetime
{
    private readonly TwoServers _servers = new(cluster);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _servers.OpenAsync(Cancel);

    public ValueTask DisposeAsync() => _servers.DisposeAsync();

    [Fact]
    public async Task A_claim_waits_for_an_append_that_is_being_committed_and_then_knows_of_it()
    {
        await Task.WhenAll(_servers.WaitWithoutEnd(0, Cancel), _servers.WaitWithoutEnd(1, Cancel));
        var older = await CreateAndClaim();
        using var append = await Hold(0, older.Session, journal => journal.Append(Append(older, Started(), Completed(1, 1))));

        var claiming = _servers.Journal(1).Claim(older.Session, Cancel);
        await _servers.SomebodyWaits(Cancel);
        Assert.False(claiming.IsCompleted);

        Assert.Equal(AppendOutcome.Committed, await append.Release());
        Assert.Equal((2L, 4L), ((await claiming)!.Epoch, (await claiming)!.LastEventSeq));
        Assert.Equal(AppendOutcome.Fenced, await _servers.Journal(0).Append(Append(older with { LastEventSeq = 4 }, new SessionPaused(1)), Cancel));
    }

    [Fact]
    public async Task An_append_waits_for_a_claim_that_is_being_committed_and_is_then_fenced()
    {
        await Task.WhenAll(_servers.WaitWithoutEnd(0, Cancel), _servers.WaitWithoutEnd(1, Cancel));
        var older = await CreateAndClaim();
        using var claim = await Hold(1, older.Session, journal => journal.Claim(older.Session));

        var appending = _servers.Journal(0).Append(Append(older, Started(), Completed(1, 1)), Cancel);
        await _servers.SomebodyWaits(Cancel);
        Assert.False(appending.IsCompleted);

        var newer = (await claim.Release())!;
        Assert.Equal(AppendOutcome.Fenced, await appending);
        Assert.Equal(newer, await _servers.Journal(0).Find(older.Session, Cancel));
        Assert.Equal(AppendOutcome.Committed, await _servers.Journal(1).Append(Append(newer, Started()), Cancel));
    }

    [Fact]
    public async Task The_same_append_from_two_servers_is_written_once()
    {
        await Task.WhenAll(_servers.WaitWithoutEnd(0, Cancel), _servers.WaitWithoutEnd(1, Cancel));
        var session = await CreateAndClaim();
        var append = Append(session, Started(), Completed(1, 1));
        using var first = await Hold(0, session.Session, journal => journal.Append(append));

        var second = _servers.Journal(1).Append(append, Cancel);
        await _servers.SomebodyWaits(Cancel);

        Assert.Equal(AppendOutcome.Committed, await first.Release());
        Assert.Equal(AppendOutcome.Committed, await second);
        Assert.Equal(4, (await _servers.Journal(0).Read(session.Session, 0, 100, Cancel)).Count);
    }

    [Fact]
    public async Task A_session_that_another_server_holds_on_to_is_refused_alone()
    {
        await _servers.WaitWithoutEnd(0, Cancel);
        var (stuck, free) = (await CreateAndClaim(), await CreateAndClaim());
        using var held = await Hold(0, stuck.Session, journal => journal.Append(Append(stuck, Started())));
        // Both come into one group, behind what holds the other server's writer up.
        using var busy = await Hold(1, NewKey(), journal => 0);
        var refused = _servers.Journal(1).Append(Append(stuck, Started()), Cancel);
        var written = _servers.Journal(1).Append(Append(free, Started()), Cancel);
        await busy.Release();

        await Assert.ThrowsAsync<JournalException>(() => refused);
        Assert.Equal(AppendOutcome.Committed, await written);
        Assert.Equal(3, (await _servers.Journal(1).Find(free.Session, Cancel))!.LastEventSeq);
        await held.Release();
    }

    [Fact]
    public async Task A_server_that_hangs_before_its_commit_loses_the_session_to_another_one()
    {
        var older = await CreateAndClaim();
        using var hanging = await Hold(0, older.Session, journal => journal.Append(Append(older, Started())));

        StoredSession? newer = null;
        while (newer is null)
        {
            try
            {
                newer = await _servers.Journal(1).Claim(older.Session, Cancel);
            }
            catch (JournalException)
            {
                // Still held.
            }
        }

        Assert.Equal((2L, 2L), (newer.Epoch, newer.LastEventSeq));
        Assert.Equal(AppendOutcome.Fenced, await hanging.Release());
        Assert.Equal(AppendOutcome.Committed, await _servers.Journal(1).Append(Append(newer, new SessionPaused(1)), Cancel));
    }

    [Fact]
    public async Task Servers_that_fight_for_many_sessions_never_wait_in_a_circle()
    {
        var sessions = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => CreateAndClaim()));
        var acknowledged = new System.Collections.Concurrent.ConcurrentDictionary<(SessionKey, long), long>();

        await Task.WhenAll(Enumerable.Range(0, 2).Select(server => Task.WhenAll(
            // Each server asks in an order of its own.
            (server == 0 ? sessions : [.. sessions.Reverse()]).Select(session => Fight(server, session.Session)))));

        foreach (var session in sessions)
        {
            var log = await _servers.Journal(0).Read(session.Session, 0, 10_000, Cancel);
            Assert.Equal(Enumerable.Range(1, log.Count).Select(n => (long)n), log.Select(entry => entry.EventSeq));
            foreach (var entry in log.Skip(2))
                Assert.Equal(acknowledged[(session.Session, entry.EventSeq)], ((SessionPaused)entry.Body).InputSeq);
        }

        async Task Fight(int server, SessionKey key)
        {
            for (var round = 0; round < 10; round++)
            {
                var claimed = (await _servers.Journal(server).Claim(key, Cancel))!;
                for (var i = 0; i < 3; i++)
                {
                    var input = server * 1_000_000 + round * 1_000 + i;
                    if (await _servers.Journal(server).Append(Append(claimed, new SessionPaused(input)), Cancel) == AppendOutcome.Fenced)
                        break;

                    claimed = claimed with { LastEventSeq = claimed.LastEventSeq + 1 };
                    Assert.True(acknowledged.TryAdd((key, claimed.LastEventSeq), input), "two servers were told that they wrote the same event");
                }
            }
        }
    }

    [Fact]
    public async Task A_session_created_by_both_servers_is_created_once()
    {
        for (var i = 0; i < 10; i++)
        {
            var session = Session(NewKey($"gym {i}"), $"athlete {i}");
            var both = await Task.WhenAll(_servers.Journal(0).Create(session, Cancel), _servers.Journal(1).Create(session, Cancel));

            Assert.Equal(both[0], both[1]);
            Assert.Equal(2, (await _servers.Journal(0).Read(session.Session, 0, 100, Cancel)).Count);
        }
    }

    [Fact]
    public async Task Versions_of_both_servers_are_numbered_without_a_hole_and_a_request_is_known_to_both()
    {
        var key = new ModelKey("gym", "ann", "squat");
        var request = Guid.NewGuid().ToString();

        var versions = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => _servers.Models(i % 2).Add(key, Model(), activate: true, Cancel)));
        var same = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => _servers.Models(i % 2).Add(key, Model(request), activate: true, Cancel)));

        Assert.Equal(Enumerable.Range(1, 20), versions.Order());
        Assert.All(same, version => Assert.Equal(21, version));
        Assert.Equal(Enumerable.Range(1, 21), (await _servers.Models(0).List(key, Cancel)).Activations);
    }

    [Fact]
    public async Task A_catalog_created_by_both_servers_is_created_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 2).Select(server =>
            _servers.Catalog(server).Create("gym", Monday, [(new Exercise("squat", $"Squat {server}"), Model())], Cancel)));

        Assert.Single((await _servers.Catalog(0).Find("gym", Cancel))!);
        Assert.Equal([1], (await _servers.Models(1).List(new ModelKey("gym", "", "squat"), Cancel)).Activations);
    }

    private async Task<StoredSession> CreateAndClaim()
    {
        var session = Session();
        await _servers.Journal(0).Create(session, Cancel);
        return (await _servers.Journal(0).Claim(session.Session, Cancel))!;
    }

    /// <summary>Has a server do work and stop just before it commits.</summary>
    private async Task<Held<T>> Hold<T>(int server, SessionKey session, Func<JournalStatements, T> work)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new ManualResetEventSlim();
        var outcome = _servers.Writer(server).Write(
            session,
            connection =>
            {
                var result = work(connection.Journal);
                reached.TrySetResult();
                release.Wait(Cancel);
                return result;
            },
            Cancel);
        await reached.Task;
        return new Held<T>(outcome, release);
    }

    private sealed class Held<T>(Task<T> outcome, ManualResetEventSlim release) : IDisposable
    {
        public Task<T> Release()
        {
            release.Set();
            return outcome;
        }

        public void Dispose() => release.Set();
    }
}
