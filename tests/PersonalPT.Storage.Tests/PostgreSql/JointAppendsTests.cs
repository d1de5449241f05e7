using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage.Writing;
using PersonalPT.Testing.PostgreSql;
using static PersonalPT.Storage.Tests.SampleData;

namespace PersonalPT.Storage.Tests.PostgreSql;

/// <summary>What is special about appends that share statements; what every append promises stands in the suites of both databases.</summary>
public sealed class JointAppendsTests(PostgreSqlCluster cluster) : IAsyncLifetime
{
    private readonly FreshDatabase _database = new(cluster);
    private ServiceProvider? _services;
    private Journeys? _journeys;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IJournal Journal => _services!.GetRequiredService<IJournal>();

    public async ValueTask InitializeAsync()
    {
        await _database.MakeAsync(Cancel);
        _services = await _database.Open(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _services!.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_group_of_appends_is_one_round_trip_and_its_commit()
    {
        var sessions = await Sessions(40);
        double[] set = [1, 2, 3, 4, 5, 6, 7, 8];
        using var journeys = _journeys = new Journeys(_database.ConnectionString);

        await InOneGroup([.. sessions.Select(session => Append(session, Started(), Completed(1, 1)))]);
        Assert.Equal(1, journeys.Taken());
        await InOneGroup([.. sessions.Select(session => Append(session with { LastEventSeq = 4 }, Ended(1, set)))]);
        Assert.Equal(1, journeys.Taken());
        await InOneGroup([.. sessions.Select(session => Append(session with { LastEventSeq = 5 }))]);
        Assert.Equal(1, journeys.Taken());

        foreach (var session in sessions)
        {
            Assert.Equal(5, (await Journal.Find(session.Session, Cancel))!.LastEventSeq);
            var history = (await _services!.GetRequiredService<IHistory>().Session(session.Session, Cancel))!;
            Assert.Equal(set.Length, Assert.Single(history.Sets).Reps.Count);
        }
    }

    [Fact]
    public async Task Its_statements_are_compiled_once_a_connection()
    {
        var sessions = await Sessions(3);
        for (var i = 0; i < 5; i++)
            await InOneGroup([.. sessions.Select(session => Append(session with { LastEventSeq = 2 + i }, new SessionPaused(i)))]);

        var executed = await _services!.GetRequiredService<DatabaseWriter>().Write(
            connection =>
            {
                using var command = connection.Connection.CreateCommand();
                command.CommandText = "SELECT statement, generic_plans + custom_plans FROM pg_prepared_statements";
                using var rows = command.ExecuteReader();
                var counts = new List<(string Sql, long Times)>();
                while (rows.Read())
                    counts.Add((rows.GetString(0), rows.GetInt64(1)));
                return counts;
            },
            alone: true, Cancel);

        // 15 and 5 times in all, the first time still as plain text.
        Assert.Equal(14, executed.Where(one => one.Sql.StartsWith("UPDATE sessions\nSET last_event_seq", StringComparison.Ordinal)).Sum(one => one.Times));
        Assert.Equal(4, Assert.Single(executed, one => one.Sql.Contains("unnest", StringComparison.Ordinal)).Times);
    }

    [Fact]
    public async Task A_set_that_begins_and_ends_within_one_append_is_whole()
    {
        var session = Assert.Single(await Sessions(1));
        SessionEventBody[] events = [Started(), Completed(1, 1), Completed(2, 2), Ended(1, 1, 3)];

        Assert.Equal(AppendOutcome.Committed, await Journal.Append(Append(session, events), Cancel));

        var set = Assert.Single((await _services!.GetRequiredService<IHistory>().Session(session.Session, Cancel))!.Sets);
        Assert.Equal(((SetEnded)events[3]).Reps, set.Reps);
        Assert.Equal(6, (await Journal.Read(session.Session, 0, 100, Cancel)).Count);
    }

    [Fact]
    public async Task Two_appends_of_one_session_in_a_group_follow_each_other()
    {
        var sessions = await Sessions(2);
        var outcomes = await InOneGroup(
            Append(sessions[0], Started()),
            Append(sessions[0] with { LastEventSeq = 3 }, Completed(1, 1)),
            Append(sessions[1], Started()),
            Append(sessions[0] with { LastEventSeq = 4 }, Ended(1, 1)));

        Assert.All(outcomes, outcome => Assert.Equal(AppendOutcome.Committed, outcome));
        Assert.Equal([3L, 4, 5], (await Journal.Read(sessions[0].Session, 2, 100, Cancel)).Select(entry => entry.EventSeq));
    }

    [Fact]
    public async Task What_cannot_be_put_into_words_is_refused_alone_and_the_others_of_its_group_are_written_over_the_same_connection()
    {
        var sessions = await Sessions(5);
        var backend = await Backend();

        var running = await GroupOf(
            Append(sessions[0], Started()),
            Append(sessions[1], Started(), new Unheard()),
            Append(sessions[2], Started(), Completed(1, 1)),
            Append(sessions[3], Started(), new SetEnded(1, Counting.SetEndReason.Rest, null!, 0)),
            Append(sessions[4], Started()));

        foreach (var good in new[] { 0, 2, 4 })
            Assert.Equal(AppendOutcome.Committed, await running[good]);
        foreach (var bad in new[] { 1, 3 })
        {
            await Assert.ThrowsAnyAsync<Exception>(() => running[bad]);
            Assert.Equal(sessions[bad], await Journal.Find(sessions[bad].Session, Cancel));
        }

        Assert.Equal([3L, 4], (await Journal.Read(sessions[2].Session, 2, 100, Cancel)).Select(entry => entry.EventSeq));
        Assert.Equal(backend, await Backend());
        // And the next group shares its statements again.
        using var journeys = _journeys = new Journeys(_database.ConnectionString);
        await InOneGroup(Append(sessions[1], Started()), Append(sessions[3], Started()));
        Assert.Equal(1, journeys.Taken());
    }

    // The server's process at the other end of the writer's connection.
    private Task<int> Backend() => _services!.GetRequiredService<DatabaseWriter>().Write(
        connection => ((NpgsqlConnection)connection.Connection).ProcessID, alone: true, Cancel);

    private async Task<StoredSession[]> Sessions(int count)
    {
        var sessions = new StoredSession[count];
        for (var i = 0; i < count; i++)
        {
            var session = Session();
            await Journal.Create(session, Cancel);
            sessions[i] = (await Journal.Claim(session.Session, Cancel))!;
        }

        return sessions;
    }

    private async Task<AppendOutcome[]> InOneGroup(params JournalAppend[] appends) => await Task.WhenAll(await GroupOf(appends));

    private async Task<Task<AppendOutcome>[]> GroupOf(params JournalAppend[] appends)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var release = new ManualResetEventSlim();
        var holding = _services!.GetRequiredService<DatabaseWriter>().Write(
            _ =>
            {
                held.SetResult();
                release.Wait(Cancel);
                return 0;
            },
            alone: true, Cancel);
        await held.Task;
        var running = appends.Select(append => Journal.Append(append, Cancel)).ToArray();
        _journeys?.Taken();
        release.Set();
        await holding;
        return running;
    }

    /// <summary>A kind of event that the log has no word for.</summary>
    private sealed record Unheard : SessionEventBody
    {
        public override string IdempotencyKey => "unheard";
    }

    /// <summary>Counts what Npgsql sends to a database and waits for; a transaction's end is not among it.</summary>
    private sealed class Journeys : IDisposable
    {
        private int _taken;
        private readonly ActivityListener _listener;

        public Journeys(string connectionString)
        {
            var database = PostgreSqlCluster.NameOf(connectionString);
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == "Npgsql",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStopped = activity =>
                {
                    // What holds the writer up has a savepoint.
                    var text = (string)(activity.GetTagItem("db.query.text") ?? activity.GetTagItem("db.statement"))!;
                    if (database.Equals(activity.GetTagItem("db.namespace") ?? activity.GetTagItem("db.name")) && text != "RELEASE SAVEPOINT request")
                        Interlocked.Increment(ref _taken);
                },
            };
            ActivitySource.AddActivityListener(_listener);
        }

        /// <summary>How many since it was last asked.</summary>
        public int Taken() => Interlocked.Exchange(ref _taken, 0);

        public void Dispose() => _listener.Dispose();
    }
}
