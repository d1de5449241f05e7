using System.Data.Common;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Google.Rpc;
using Grpc.Core;
using PersonalPT.Client;
using PersonalPT.Protocol.V1;
using PersonalPT.Server.Tests.House;
using PersonalPT.Testing.Sessions;
using PersonalPT.Testing.Storage;
using Group = PersonalPT.Protocol.V1.Group;

namespace PersonalPT.Server.Tests.Accounts;

/// <summary>Somebody who is everywhere is erased, and afterwards nowhere: in no table, no stream and no page. On each database.</summary>
public abstract partial class ErasureProof : IAsyncLifetime
{
    /// <summary>Unlikely to occur anywhere by chance.</summary>
    private const string Zoe = "zoe-7f3a9c51e2";

    private readonly CancellationTokenSource _inVain = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly List<IAsyncDisposable> _opened = [];
    private RunningHost? _server;

    protected CancellationToken Patience => _inVain.Token;

    private static Film Film { get; } = Film.Of("squat", 7, 4);

    private Uri Grpc => _server!.Addresses.Grpc;

    private Uri Web => _server!.Addresses.Web;

    public virtual async ValueTask InitializeAsync()
    {
        _inVain.CancelAfter(TimeSpan.FromMinutes(5));
        await Start();
    }

    [Fact]
    public async Task After_an_erasure_no_table_no_stream_and_no_page_names_the_athlete()
    {
        var zoe = As("athlete", Zoe);
        var carl = As("coach", "carl");
        var staff = As("staff", "sam");
        await TeachOwnModel(zoe);
        var group = await PlanGroup(staff);
        await Grant(zoe, "carl");
        await Grant(As("athlete", "ben"), Zoe);
        var ended = await Phone(Zoe);
        ended.Push(Film.Frames);
        await ended.EndAsync(Patience);
        var live = await Phone(Zoe);
        live.Push(Film.Frames);
        await live.WhenAsync(p => p.Reps >= 3, Patience);
        await zoe.Groups.JoinGroupAsync(new JoinGroupRequest { Code = group.Code, SessionId = live.SessionId, Nickname = "Z" }, cancellationToken: Patience);
        var bens = await Phone("ben");
        bens.Push(Film.Frames.Take(100));
        await bens.WhenAsync(p => p.Seen.Count >= 2, Patience);
        await Cue(carl, live.SessionId);
        await Cue(As("coach", Zoe), bens.SessionId);
        using var page = await SignIn("staff", "sam");
        using var own = await SignIn("athlete", Zoe);
        using var coach = await SignIn("coach", "carl");
        using var board = new BoardReader(await page.GetStreamAsync(new Uri("/board/stream", UriKind.Relative), Patience));
        await board.Until(text => text.Contains(Zoe, StringComparison.Ordinal), Patience);
        using var watch = carl.Tracking.WatchSession(new WatchSessionRequest { SessionId = live.SessionId }, cancellationToken: Patience);
        Assert.True(await watch.ResponseStream.MoveNext(Patience));
        using var groupWatch = staff.Groups.WatchGroup(new WatchGroupRequest { GroupId = group.GroupId, ForControl = true }, cancellationToken: Patience);
        await Until(groupWatch.ResponseStream, board => board.ToString().Contains(Zoe, StringComparison.Ordinal));

        // All of it was there, and could be taken away.
        var tables = (await Places()).Select(place => place.Split('.')[0]).Distinct().ToHashSet();
        Assert.Superset(
            new HashSet<string>
            {
                "athletes", "audit_entries", "grants", "group_participants", "model_activations", "model_versions", "session_events", "sessions", "sets",
            },
            tables);
        var files = await Export(zoe);
        foreach (var name in (string[])
            ["README.txt", "athlete.jsonl", "sessions.jsonl", "sets.jsonl", "events.jsonl", "models.jsonl", "activations.jsonl", "grants_given.jsonl",
                "grants_received.jsonl", "cues_sent.jsonl", "groups.jsonl", "audit.jsonl"])
            Assert.Contains(Zoe, files[name], StringComparison.Ordinal);
        Assert.NotEmpty(files["reps.jsonl"]);
        Assert.NotEmpty(files["models/squat-1.model"]);

        var erased = await zoe.Accounts.EraseAthleteAsync(new EraseAthleteRequest { ConfirmAthleteId = Zoe }, cancellationToken: Patience);

        Assert.Equal(2u, erased.SessionsErased);
        Assert.Empty(await Places());
        await MustClose(watch);
        await live.WhenAsync(p => p.IsOver, Patience);
        await Until(groupWatch.ResponseStream, board => !board.ToString().Contains(Zoe, StringComparison.Ordinal));
        await board.Until(text => !text.Contains(Zoe, StringComparison.Ordinal), Patience);
        await MustBeRefused(zoe, live.SessionId);
        await MustBeRefused(zoe, ended.SessionId);
        foreach (var address in (string[])["/board", "/", "/models", "/models/squat"])
        {
            foreach (var visitor in (HttpClient[])[page, coach])
                Assert.DoesNotContain(Zoe, await visitor.GetStringAsync(new Uri(address, UriKind.Relative), Patience), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(live.SessionId, await page.GetStringAsync(new Uri($"/athletes/{Zoe}", UriKind.Relative), Patience), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await page.GetAsync(new Uri($"/sessions/{ended.SessionId}", UriKind.Relative), Patience)).StatusCode);
        Assert.Empty((await carl.Coaching.ListMyAthletesAsync(new ListMyAthletesRequest(), cancellationToken: Patience)).Athletes);
        Assert.DoesNotContain(Zoe, (await staff.Sessions.ListLiveSessionsAsync(new ListLiveSessionsRequest(), cancellationToken: Patience)).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(
            Zoe, (await staff.Groups.GetGroupResultsAsync(new GetGroupResultsRequest { GroupId = group.GroupId }, cancellationToken: Patience)).ToString(), StringComparison.Ordinal);
        var audit = (await staff.Accounts.ListAuditEntriesAsync(new ListAuditEntriesRequest { PageSize = 200 }, cancellationToken: Patience)).Entries;
        Assert.DoesNotContain(Zoe, audit.ToString(), StringComparison.Ordinal);
        foreach (var action in (AuditAction[])[AuditAction.SignIn, AuditAction.Grant, AuditAction.Export, AuditAction.Erase])
            Assert.Contains(audit, entry => entry.ActorId == erased.Mark && entry.Action == action && entry.Outcome == AuditOutcome.Done);

        // What was under way has come by now, and a new process remembers nothing either.
        await Stop();
        Assert.Empty(await Places());
        await Start();
        using var anew = await SignIn("staff", "sam");
        Assert.DoesNotContain(Zoe, await anew.GetStringAsync(new Uri("/board", UriKind.Relative), Patience), StringComparison.Ordinal);
        await MustBeRefused(As("athlete", Zoe), live.SessionId);
        Assert.Empty(await Places());
        // The id may begin anew, and begins with nothing.
        var fresh = As("athlete", Zoe);
        await fresh.Sessions.StartSessionAsync(Session(Guid.NewGuid().ToString()), cancellationToken: Patience);
        Assert.Single((await fresh.History.ListSessionsAsync(new ListSessionsRequest(), cancellationToken: Patience)).Sessions);
    }

    [Fact]
    public async Task An_erasure_that_a_dead_server_has_left_in_the_middle_goes_on_at_the_next_start_and_is_told_once()
    {
        var zoe = As("athlete", Zoe);
        var sessions = Enumerable.Range(0, 3).Select(_ => Guid.NewGuid().ToString()).ToArray();
        foreach (var session in sessions)
            await zoe.Sessions.StartSessionAsync(Session(session), cancellationToken: Patience);
        await Grant(zoe, "carl");
        await Stop();
        // What is in the database where a server was killed behind the first of its steps.
        var mark = $"~{Guid.NewGuid():N}";
        await Execute(
            $"INSERT INTO erasures (gym_id, athlete_id, mark, asked_by, asked_by_role, asked_by_means, begun_micros) VALUES ('gym', '{Zoe}', '{mark}', '{Zoe}', 'athlete', 'test', 1)",
            $"INSERT INTO erased_sessions (gym_id, session_id, mark) VALUES ('gym', '{sessions[0]}', '{mark}')",
            $"DELETE FROM sessions WHERE session_id = '{sessions[0]}'");

        await Start();
        var staff = As("staff", "sam");
        while ((await Places()).Count > 0)
            await staff.Accounts.ListAuditEntriesAsync(new ListAuditEntriesRequest(), cancellationToken: Patience);

        foreach (var session in sessions)
            await MustBeRefused(As("athlete", Zoe), session);
        var told = (await staff.Accounts.ListAuditEntriesAsync(new ListAuditEntriesRequest { PersonId = mark }, cancellationToken: Patience)).Entries;
        Assert.Single(told, entry => entry is { Action: AuditAction.Erase, Outcome: AuditOutcome.Done });
        await Stop();
        await Start();
        var again = (await As("staff", "sam").Accounts.ListAuditEntriesAsync(new ListAuditEntriesRequest { PersonId = mark }, cancellationToken: Patience)).Entries;
        Assert.Equal(told, again);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Stop();
        _inVain.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The server's options.</summary>
    protected abstract ServerOptions Options { get; }

    /// <summary>A connection of the test's own to the database, open.</summary>
    protected abstract Task<DbConnection> Connect(bool writes = false);

    private static StartSessionRequest Session(string id) => new()
    {
        SessionId = id,
        ExerciseId = "squat",
        Capture = FilmedPhone.SessionOf(Film).Capture,
    };

    private async Task Start() => _server = await RunningHost.Start(ServerHost.Build(Options), Patience);

    private async Task Stop()
    {
        foreach (var one in _opened)
            await one.DisposeAsync();
        _opened.Clear();
        if (_server is not null)
            await _server.DisposeAsync();
        _server = null;
    }

    private PersonalPTClient As(string role, string user)
    {
        var client = FilmedPhone.Connect(Grpc, role, user);
        _opened.Add(client);
        return client;
    }

    private async Task<FilmedPhone> Phone(string athlete)
    {
        var phone = await FilmedPhone.StartAsync(Grpc, athlete, FilmedPhone.SessionOf(Film), new PhoneDiary(), Patience);
        _opened.Add(phone);
        return phone;
    }

    private async Task TeachOwnModel(PersonalPTClient zoe)
    {
        var catalog = await zoe.Models.ExportModelAsync(new ExportModelRequest { ExerciseId = "squat" }, cancellationToken: Patience);
        await zoe.Models.ImportModelAsync(
            new ImportModelRequest { AthleteId = Zoe, ExerciseId = "squat", RequestId = Guid.NewGuid().ToString(), Model = catalog.Model, Activate = true },
            cancellationToken: Patience);
    }

    private async Task<Group> PlanGroup(PersonalPTClient staff)
    {
        var plan = new GroupPlan { Title = "Class", Ranking = GroupRanking.Reps, Rounds = { new GroupRound { ExerciseId = "squat", Seconds = 600 } } };
        return (await staff.Groups.PlanGroupAsync(
            new PlanGroupRequest { GroupId = Guid.NewGuid().ToString(), Plan = plan }, cancellationToken: Patience)).Group;
    }

    private async Task Grant(PersonalPTClient athlete, string coach) => await athlete.Coaching.GrantAsync(
        new GrantRequest { CoachId = coach, Scopes = { GrantScope.Live, GrantScope.History } }, cancellationToken: Patience);

    private async Task Cue(PersonalPTClient coach, string session) => await coach.Coaching.SendCueAsync(
        new SendCueRequest { SessionId = session, CueId = Guid.NewGuid().ToString(), Text = "Lower" }, cancellationToken: Patience);

    private async Task<IReadOnlyList<string>> Places()
    {
        await using var connection = await Connect();
        return await RawTables.FindAsync(connection, Zoe, Patience);
    }

    private async Task Execute(params string[] statements)
    {
        await using var connection = await Connect(writes: true);
        foreach (var sql in statements)
        {
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Texts of this test.
            command.CommandText = sql;
#pragma warning restore CA2100
            Assert.Equal(1, await command.ExecuteNonQueryAsync(Patience));
        }
    }

    private async Task<Dictionary<string, string>> Export(PersonalPTClient client)
    {
        using var call = client.Accounts.ExportAthlete(new ExportAthleteRequest(), cancellationToken: Patience);
        using var bytes = new MemoryStream();
        await foreach (var piece in call.ResponseStream.ReadAllAsync(Patience))
            await bytes.WriteAsync(piece.Chunk.Memory, Patience);
        using var zip = new ZipArchive(bytes, ZipArchiveMode.Read);
        return zip.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using var reader = new StreamReader(entry.Open(), Encoding.Latin1);
            return reader.ReadToEnd();
        });
    }

    // Either it is told of the end, or that there is no such session any more; and then the stream is over.
    private async Task MustClose(AsyncServerStreamingCall<WatchSessionResponse> watch)
    {
        WatchSessionResponse? last = null;
        try
        {
            while (await watch.ResponseStream.MoveNext(Patience))
                last = watch.ResponseStream.Current.Event is null ? last : watch.ResponseStream.Current;
        }
        catch (RpcException e)
        {
            Assert.True(ReasonOf(e) is "SESSION_ERASED" or "NOT_YOURS", $"{e.Status}");
            return;
        }

        Assert.Equal(SessionEndReason.Erased, last?.Event?.SessionEnded?.Reason);
    }

    private async Task MustBeRefused(PersonalPTClient client, string session)
    {
        var calls = new Func<Task>[]
        {
            () => client.Sessions.GetSessionAsync(new GetSessionRequest { SessionId = session }, cancellationToken: Patience).ResponseAsync,
            () => client.Tracking.SubmitFramesAsync(new SubmitFramesRequest { SessionId = session, FirstInputSeq = 1 }, cancellationToken: Patience).ResponseAsync,
            () => client.Sessions.StartSessionAsync(Session(session), cancellationToken: Patience).ResponseAsync,
            async () =>
            {
                using var track = client.Tracking.Track(cancellationToken: Patience);
                await track.RequestStream.WriteAsync(new TrackRequest { Open = new TrackOpen { SessionId = session, OldestHeldInputSeq = 1 } }, Patience);
                await track.ResponseStream.MoveNext(Patience);
            },
        };
        foreach (var call in calls)
        {
            var error = await Assert.ThrowsAsync<RpcException>(call);
            Assert.Equal((StatusCode.NotFound, "SESSION_ERASED"), (error.StatusCode, ReasonOf(error)));
        }
    }

    private static string? ReasonOf(RpcException error) => error.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason;

    private async Task Until<T>(IAsyncStreamReader<T> stream, Func<T, bool> condition)
        where T : class
    {
        do
            Assert.True(await stream.MoveNext(Patience), "The stream has ended.");
        while (!condition(stream.Current));
    }

    private async Task<HttpClient> SignIn(string role, string user)
    {
        var client = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = Web };
        var form = await client.GetStringAsync(new Uri("/sign-in", UriKind.Relative), Patience);
        using var filled = new FormUrlEncodedContent(
            [new("token", Token().Match(form).Groups[1].Value), new("gym", "gym"), new("role", role), new("user", user)]);
        using var answer = await client.PostAsync(new Uri("/sign-in", UriKind.Relative), filled, Patience);
        answer.EnsureSuccessStatusCode();
        return client;
    }

    [GeneratedRegex("name=\"token\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    /// <summary>A browser at the board: keeps the last whole board that it was sent.</summary>
    private sealed class BoardReader(Stream stream) : IDisposable
    {
        private readonly StreamReader _reader = new(stream);

        public async Task Until(Func<string, bool> condition, CancellationToken cancellationToken)
        {
            var isBoard = false;
            var board = new StringBuilder();
            while (await _reader.ReadLineAsync(cancellationToken) is { } line)
            {
                if (line.StartsWith("event:", StringComparison.Ordinal))
                {
                    isBoard = line.EndsWith("board", StringComparison.Ordinal);
                    board.Clear();
                }
                else if (line.Length > 0)
                {
                    board.Append(line);
                }
                else if (isBoard && condition(board.ToString()))
                {
                    return;
                }
            }

            Assert.Fail("The board's stream has ended.");
        }

        public void Dispose() => _reader.Dispose();
    }
}
