using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Testing.PostgreSql;
using static PersonalPT.Storage.Tests.SampleData;

namespace PersonalPT.Storage.Tests.PostgreSql;

/// <summary>Connections break, and nobody above the storage notices.</summary>
public sealed class PostgreSqlReconnectionTests(PostgreSqlCluster cluster) : StorageConformance
{
    private readonly FreshDatabase _database = new(cluster);

    [Fact]
    public async Task Writing_and_reading_go_on_over_new_connections()
    {
        var session = await CreateAndClaim();
        for (var round = 0; round < 3; round++)
        {
            await cluster.SqlAsync(
                _database.ConnectionString,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
                Cancel);

            Assert.Equal(AppendOutcome.Committed, await Journal.Append(Append(session, new SessionPaused(round)), Cancel));
            session = session with { LastEventSeq = session.LastEventSeq + 1 };
            Assert.Equal(session, await Journal.Find(session.Session, Cancel));
        }

        Assert.Equal(5, (await Journal.Read(session.Session, 0, 100, Cancel)).Count);
    }

    [Fact]
    public async Task What_was_committed_when_the_connection_broke_is_not_done_twice()
    {
        var session = await CreateAndClaim();
        var key = new ModelKey("gym", "ann", "squat");

        await Breaking(async () =>
            Assert.Equal(AppendOutcome.Committed, await Journal.Append(Append(session, Started(), Completed(1, 1)), Cancel)));
        await Breaking(() => Journal.Create(Session(), Cancel));
        await Breaking(async () => Assert.Equal(1, await Models.Add(key, Model(), activate: true, Cancel)));
        await Models.Add(key, Model(), activate: true, Cancel);
        await Breaking(() => Models.Activate(key, 1, "coach", Monday, Cancel));
        await Breaking(() => Catalog.Create("gym", Monday, [(new("lunge", "Lunge"), Model())], Cancel));
        await Breaking(async () => Assert.True((await Journal.Claim(session.Session, Cancel))!.Epoch > session.Epoch));

        Assert.Equal(4, (await Journal.Read(session.Session, 0, 100, Cancel)).Count);
        Assert.Single((await History.Session(session.Session, Cancel))!.Sets.Single().Reps);
        Assert.Equal([1, 2, 1], (await Models.List(key, Cancel)).Activations);
        Assert.Equal([1], (await Models.List(key with { AthleteId = "", ExerciseId = "lunge" }, Cancel)).Activations);
    }

    [Fact]
    public async Task A_fenced_session_stays_fenced_when_its_group_is_done_again()
    {
        var (good, stale) = (await CreateAndClaim(), await CreateAndClaim());
        await Journal.Claim(stale.Session, Cancel);
        // The first commit is the one that holds the writer up.
        Database.AtCommit(2, CommitFault.ConnectionBreaks);

        var both = await InOneGroup(
            () => Journal.Append(Append(stale, Started()), Cancel),
            () => Journal.Append(Append(good, Started()), Cancel),
            () => Journal.Append(Append(good with { LastEventSeq = 3 }, Completed(1, 1), Completed(1, 1)), Cancel));

        Assert.Equal(AppendOutcome.Fenced, await (Task<AppendOutcome>)both[0]);
        Assert.Equal(AppendOutcome.Committed, await (Task<AppendOutcome>)both[1]);
        await Assert.ThrowsAsync<JournalException>(() => both[2]);
        Assert.Equal(3, (await Journal.Read(good.Session, 0, 100, Cancel)).Count);
    }

    protected override async ValueTask MakeAsync() => await _database.MakeAsync(Cancel);

    protected override void Register(IServiceCollection services) => _database.Register(services);

    protected override ValueTask DeleteAsync() => _database.DisposeAsync();

    private async Task Breaking(Func<Task> work)
    {
        using var committed = new Measurements<int>(Services, "personalpt.journal.commit.size");
        Database.AtCommit(1, CommitFault.ConnectionBreaks);
        await work();
        // Only the second time did anybody hear of it.
        Assert.Equal([1], committed.Values);
    }

    private async Task<StoredSession> CreateAndClaim()
    {
        var session = Session();
        await Journal.Create(session, Cancel);
        return (await Journal.Claim(session.Session, Cancel))!;
    }
}
