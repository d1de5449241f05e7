using System.Globalization;
using Npgsql;
using PersonalPT.Client;
using PersonalPT.Testing.PostgreSql;
using PersonalPT.Testing.Sessions;

namespace PersonalPT.Server.Tests.Faults;

/// <summary>The server's process is killed while it writes to PostgreSQL, and PostgreSQL under a server that runs.</summary>
public sealed class PostgreSqlFaultTests : ServerFaultTest, IAsyncLifetime
{
    private readonly PostgreSqlCluster _cluster = PostgreSqlCluster.Flushed();
    private string _connectionString = "";

    private protected override IReadOnlyList<string> Storage =>
        ["--PersonalPT:Storage=PostgreSql", $"--PersonalPT:ConnectionString={_connectionString}"];

    public async ValueTask InitializeAsync()
    {
        _connectionString = await _cluster.CreateEmptyAsync(Patience);
        await StorageUpkeep.MigrateAsync(new ServerOptions { Storage = StorageKind.PostgreSql, ConnectionString = _connectionString }, Patience);
    }

    [Fact]
    public async Task Killed_while_its_write_waits_in_the_database_nothing_of_it_is_there_and_the_phone_brings_it_again()
    {
        var server = await Start();
        var phone = await Phone(server.Grpc, Diary);
        phone.Push(Film.Frames.Take(350));
        await phone.WhenAsync(p => p.Reps >= 1, Patience);

        await using (var other = new NpgsqlConnection(_connectionString))
        {
            await other.OpenAsync(Patience);
            await using var transaction = await other.BeginTransactionAsync(Patience);
            await Number(other, "LOCK TABLE session_events IN SHARE MODE");
            // One that looks on: within a transaction activity stands still.
            await using var eyes = new NpgsqlConnection(_connectionString);
            await eyes.OpenAsync(Patience);
            var before = await Number(eyes, "SELECT count(*) FROM session_events");
            phone.Push(Film.Frames.Skip(350).Take(250));
            await Until(eyes, "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'", waiting => waiting > 0);
            await server.KillAsync(Patience);
            await transaction.RollbackAsync(Patience);
            await Until(eyes, "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'PersonalPT'", left => left == 0);
            Assert.Equal(before, await Number(eyes, "SELECT count(*) FROM session_events"));
        }

        server = await Restart(server);
        await FinishRight(server, phone, 600);
    }

    [Fact]
    public async Task Killed_when_its_commit_is_done_and_nobody_has_heard_of_it_what_was_written_is_there_once()
    {
        var server = await Start();
        var phone = await Phone(server.Grpc, Diary);
        phone.Push(Film.Frames.Take(350));
        await phone.WhenAsync(p => p.Reps >= 1, Patience);

        // A replica that never comes: commits are on the disk, and their answers wait.
        await _cluster.SetAsync("synchronous_standby_names", "nobody", Patience);
        await using (var other = new NpgsqlConnection(_connectionString))
        {
            await other.OpenAsync(Patience);
            phone.Push(Film.Frames.Skip(350).Take(250));
            await Until(other, "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'", waiting => waiting > 0);
            await server.KillAsync(Patience);
            await _cluster.SetAsync("synchronous_standby_names", null, Patience);
            await Until(other, "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'PersonalPT'", left => left == 0);
            Assert.True(await Number(other, "SELECT count(*) FROM session_events") > phone.SeenCount, "Nothing was committed in silence.");
        }

        server = await Restart(server);
        await FinishRight(server, phone, 600);
    }

    [Fact]
    public async Task The_database_is_restarted_under_live_phones_and_every_rep_is_there_once()
    {
        var server = await Start();
        var films = new[] { Film, Film.Of("jump_jack", 3, 9), Film.Of("biceps_curl", 4, 9), Film.Of("situp", 5, 9) };
        await using var crowd = await Crowd.StartAsync([.. Enumerable.Repeat(server.Grpc, 16)], films, Patience);

        var training = crowd.TrainAsync(Patience);
        foreach (var reps in new[] { 1, 3 })
        {
            await crowd.CountedAsync(reps, Patience);
            Assert.False(training.IsCompleted);
            await _cluster.StopAtOnceAsync(Patience);
            await _cluster.StartAsync(Patience);
        }

        await training;

        await using var staff = FilmedPhone.Connect(server.Grpc, "staff", "staff");
        Assert.All(await crowd.JudgeAsync(staff, new ModelBook(), Patience), one =>
        {
            Assert.True(one.Verdict.IsRight, $"{one}");
            Assert.True(one.Verdict.Reps > 0, $"{one}");
        });
    }

    [Fact]
    public async Task Where_the_database_stays_away_nothing_is_shown_that_is_not_written_and_when_it_is_back_the_phone_goes_on()
    {
        var server = await Start();
        var phone = await Phone(server.Grpc, Diary);
        phone.Push(Film.Frames.Take(450));
        await phone.WhenAsync(p => p.Reps >= 2, Patience);

        await _cluster.StopAtOnceAsync(Patience);
        phone.Push(Film.Frames.Skip(450).Take(300));
        await phone.WhenAsync(p => p.Connection == ConnectionState.Waiting, Patience);
        var shown = phone.Seen;
        await _cluster.StartAsync(Patience);

        var log = await FinishRight(server, phone, 750);
        Assert.Equal(log.Take(shown.Count), shown);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _cluster.DisposeAsync();
    }

    private async Task Until(NpgsqlConnection connection, string sql, Func<long, bool> isSo)
    {
        while (!isSo(await Number(connection, sql)))
        {
        }
    }

    private async Task<long> Number(NpgsqlConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        return Convert.ToInt64(await command.ExecuteScalarAsync(Patience) ?? 0L, CultureInfo.InvariantCulture);
    }
}
