using System.Diagnostics;
using Grpc.Core;
using PersonalPT.Api.Tests.House;
using PersonalPT.Client;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Tests.Coaching;

public sealed class CoachingApiTests(RunningServer server) : ServerTest(server)
{
    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1000;

    private PersonalPTClient Anna => As("athlete", "anna");

    private PersonalPTClient Carl => As("coach", "carl");

    [Fact]
    public async Task What_was_granted_is_listed_at_both_ends_until_it_is_revoked()
    {
        var until = Now + 3_600_000_000;
        var granted = (await Anna.Coaching.GrantAsync(Request([GrantScope.History, GrantScope.Live, GrantScope.Live], until), cancellationToken: Patience)).Grant;

        Assert.Equal(("anna", "carl", until), (granted.AthleteId, granted.CoachId, granted.UntilTimeUs));
        Assert.Equal([GrantScope.Live, GrantScope.History], granted.Scopes);
        Assert.InRange(granted.GrantedTimeUs, Now - 60_000_000, Now);
        Assert.Equal([granted], await Grants("anna"));
        Assert.Equal([granted], (await MyAthletes()).Select(athlete => athlete.Grant));

        Assert.True(await Revoke(Anna, "", "carl"));
        Assert.False(await Revoke(Anna, "", "carl"));
        Assert.Empty(await Grants("anna"));
        Assert.Empty(await MyAthletes());
    }

    [Fact]
    public async Task A_grant_said_anew_replaces_the_one_before()
    {
        await Grant(GrantScope.Live);
        await Grant(GrantScope.Models);

        Assert.Equal([GrantScope.Models], Assert.Single(await Grants("anna")).Scopes);
    }

    [Fact]
    public async Task A_coach_gives_back_what_he_was_granted_and_staff_may_take_it_away()
    {
        await Grant(GrantScope.Live);
        await Refused(StatusCode.PermissionDenied, () => Revoke(As("coach", "dora"), "anna", "carl"));
        Assert.True(await Revoke(Carl, "anna", "carl"));

        await Grant(GrantScope.Live);
        Assert.True(await Revoke(As("staff", "boss"), "anna", "carl"));
        Assert.Empty(await Grants("anna"));
    }

    [Fact]
    public async Task Live_sessions_are_shown_where_that_was_granted()
    {
        var session = await StartSession(Anna);
        var ben = As("athlete", "ben");
        await StartSession(ben);
        await Grant(GrantScope.Live);
        await ben.Coaching.GrantAsync(Request([GrantScope.History]), cancellationToken: Patience);

        IReadOnlyList<CoachedAthlete> athletes;
        do
            athletes = await MyAthletes();
        while (athletes[0].LiveSessions.Count == 0);
        Assert.Equal(["anna", "ben"], athletes.Select(athlete => athlete.Grant.AthleteId));
        Assert.Equal(session, Assert.Single(athletes[0].LiveSessions).SessionId);
        Assert.Empty(athletes[1].LiveSessions);
        var live = (await Carl.Sessions.ListLiveSessionsAsync(new ListLiveSessionsRequest(), cancellationToken: Patience)).Sessions;
        Assert.Equal([session], live.Select(s => s.SessionId));
        Assert.Empty((await As("coach", "dora").Sessions.ListLiveSessionsAsync(new ListLiveSessionsRequest(), cancellationToken: Patience)).Sessions);
    }

    [Theory]
    [InlineData("", 1, 0, "coach_id")]
    [InlineData("a/b", 1, 0, "coach_id")]
    [InlineData("anna", 1, 0, "coach_id")]
    [InlineData("carl", 0, 0, "scopes[0]")]
    [InlineData("carl", 77, 0, "scopes[0]")]
    [InlineData("carl", 1, 1, "until_time_us")]
    [InlineData("carl", 1, -1, "until_time_us")]
    public async Task What_is_no_grant_is_refused_by_its_field(string coach, int scope, long until, string field)
    {
        var request = new GrantRequest { CoachId = coach, Scopes = { (GrantScope)scope }, UntilTimeUs = until };

        var error = await Refused(StatusCode.InvalidArgument, () => Anna.Coaching.GrantAsync(request, cancellationToken: Patience).ResponseAsync);

        Assert.Equal(field, FieldOf(error));
    }

    [Fact]
    public async Task A_grant_of_nothing_is_refused()
    {
        var error = await Refused(StatusCode.InvalidArgument, () => Anna.Coaching.GrantAsync(Request([]), cancellationToken: Patience).ResponseAsync);

        Assert.Equal("scopes", FieldOf(error));
    }

    [Fact]
    public async Task A_watch_of_the_coach_closes_when_the_athlete_revokes_and_nobody_elses_does()
    {
        var session = await StartSession(Anna);
        await Grant(GrantScope.Live);
        using var coach = Carl.Tracking.WatchSession(new WatchSessionRequest { SessionId = session }, cancellationToken: Patience);
        using var staff = As("staff", "boss").Tracking.WatchSession(new WatchSessionRequest { SessionId = session }, cancellationToken: Patience);
        Assert.True(await coach.ResponseStream.MoveNext(Patience).Soon());
        Assert.True(await staff.ResponseStream.MoveNext(Patience).Soon());

        var revoked = Stopwatch.GetTimestamp();
        Assert.True(await Revoke(Anna, "", "carl"));
        var error = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await coach.ResponseStream.MoveNext(Patience).Soon())
            {
            }
        });

        // How soon is what GrantLeasesTests hold, by a clock of their own; here it is only told.
        TestContext.Current.TestOutputHelper!.WriteLine($"Closed after {Stopwatch.GetElapsedTime(revoked).TotalMilliseconds:0} ms.");
        Assert.Equal((StatusCode.PermissionDenied, "NOT_YOURS"), (error.StatusCode, ReasonOf(error)));
        // Two beats come after that: the other stream lives.
        for (var beats = 0; beats < 2;)
        {
            Assert.True(await staff.ResponseStream.MoveNext(Patience).Soon());
            if (staff.ResponseStream.Current.ResponseCase == WatchSessionResponse.ResponseOneofCase.LastEventSeq)
                beats++;
        }

        await Refused(StatusCode.PermissionDenied, () => Carl.Sessions.GetSessionAsync(new GetSessionRequest { SessionId = session }, cancellationToken: Patience).ResponseAsync);
    }

    [Fact]
    public async Task What_the_client_library_watches_ends_with_the_refusal()
    {
        var session = await StartSession(Anna);
        await Grant(GrantScope.Live);
        var error = await Assert.ThrowsAsync<PersonalPTException>(async () =>
        {
            await foreach (var update in Carl.WatchAsync(session, ct: Patience))
            {
                if (update.Event is not null)
                    await Revoke(Anna, "", "carl");
            }
        }).Soon();

        Assert.Equal(PersonalPTErrorKind.PermissionDenied, error.Kind);
    }

    [Fact]
    public async Task A_cue_reaches_the_phone_and_whoever_watches_and_is_kept_with_who_saw_it_when()
    {
        var session = await StartSession(Anna);
        await Grant(GrantScope.Live);
        using var phone = await TrackCall.Open(Anna, session);
        using var board = As("staff", "boss").Tracking.WatchSession(new WatchSessionRequest { SessionId = session }, cancellationToken: Patience);
        var cue = new SendCueRequest { SessionId = session, CueId = Guid.NewGuid().ToString(), Text = " Lower! " };

        var started = Stopwatch.GetTimestamp();
        var sent = (await Carl.Coaching.SendCueAsync(cue, cancellationToken: Patience)).Event;
        var pushed = (await phone.Until(r => r.Event?.CueSent is not null)).Event;
        TestContext.Current.TestOutputHelper!.WriteLine($"At the phone after {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms.");

        Assert.Equal(sent, pushed);
        Assert.Equal(new CueSent { CueId = cue.CueId, SenderId = "carl", Text = "Lower!" }, pushed.CueSent);
        Assert.Equal(sent, (await Carl.Coaching.SendCueAsync(cue, cancellationToken: Patience)).Event);
        var seen = (await Anna.Coaching.AcknowledgeCueAsync(new AcknowledgeCueRequest { SessionId = session, CueId = cue.CueId }, cancellationToken: Patience)).Event;
        Assert.Equal((cue.CueId, sent.EventSeq + 1), (seen.CueAcknowledged.CueId, seen.EventSeq));
        Assert.True(seen.RecordedTimeUs >= sent.RecordedTimeUs);
        var watched = new List<SessionEvent>();
        while (watched.Count < (int)seen.EventSeq && await board.ResponseStream.MoveNext(Patience).Soon())
        {
            if (board.ResponseStream.Current.Event is { } entry)
                watched.Add(entry);
        }

        Assert.Equal([sent, seen], watched[^2..]);
        var log = (await Anna.History.ListEventsAsync(new ListEventsRequest { SessionId = session }, cancellationToken: Patience)).Events;
        Assert.Equal(watched, log);
    }

    [Fact]
    public async Task A_cue_that_says_nothing_or_too_much_is_refused_by_its_field()
    {
        var session = await StartSession(Anna);
        await Grant(GrantScope.Live);
        var id = Guid.NewGuid().ToString();
        foreach (var (request, field) in new[]
        {
            (new SendCueRequest { CueId = id }, "cue"),
            (new SendCueRequest { CueId = id, Text = "   " }, "text"),
            (new SendCueRequest { CueId = id, Text = new string('x', 201) }, "text"),
            (new SendCueRequest { CueId = id, Text = "one\ntwo" }, "text"),
            (new SendCueRequest { CueId = id, Preset = CuePreset.Unspecified }, "preset"),
            (new SendCueRequest { CueId = id, Preset = (CuePreset)99 }, "preset"),
            (new SendCueRequest { CueId = "mine", Text = "Lower!" }, "cue_id"),
        })
        {
            request.SessionId = session;
            var error = await Refused(StatusCode.InvalidArgument, () => Carl.Coaching.SendCueAsync(request, cancellationToken: Patience).ResponseAsync);
            Assert.Equal(field, FieldOf(error));
        }

        var full = new SendCueRequest { SessionId = session, CueId = id, Text = new string('x', 200) };
        Assert.Equal(full.Text, (await Carl.Coaching.SendCueAsync(full, cancellationToken: Patience)).Event.CueSent.Text);
    }

    [Fact]
    public async Task What_the_session_refuses_is_said_by_its_reason()
    {
        var session = await StartSession(Anna);
        await Grant(GrantScope.Live);
        var cue = new SendCueRequest { SessionId = session, CueId = Guid.NewGuid().ToString(), Preset = CuePreset.FullRange };
        await Carl.Coaching.SendCueAsync(cue, cancellationToken: Patience);
        var other = new SendCueRequest(cue) { Preset = CuePreset.Stop };
        var nobodys = new AcknowledgeCueRequest { SessionId = session, CueId = Guid.NewGuid().ToString() };

        var conflict = await Refused(StatusCode.AlreadyExists, () => Carl.Coaching.SendCueAsync(other, cancellationToken: Patience).ResponseAsync);
        var unknown = await Refused(StatusCode.NotFound, () => Anna.Coaching.AcknowledgeCueAsync(nobodys, cancellationToken: Patience).ResponseAsync);
        await Anna.Sessions.EndSessionAsync(new EndSessionRequest { SessionId = session, InputSeq = 1 }, cancellationToken: Patience);
        var late = new SendCueRequest(cue) { CueId = Guid.NewGuid().ToString() };
        var ended = await Refused(StatusCode.FailedPrecondition, () => As("staff", "boss").Coaching.SendCueAsync(late, cancellationToken: Patience).ResponseAsync);

        Assert.Equal(["CUE_CONFLICT", "CUE_NOT_FOUND", "SESSION_ENDED"], new[] { conflict, unknown, ended }.Select(ReasonOf));
    }

    private static GrantRequest Request(GrantScope[] scopes, long until = 0)
    {
        var request = new GrantRequest { CoachId = "carl", UntilTimeUs = until };
        request.Scopes.AddRange(scopes);
        return request;
    }

    private async Task Grant(GrantScope scope) => await Anna.Coaching.GrantAsync(Request([scope]), cancellationToken: Patience);

    private static async Task<bool> Revoke(PersonalPTClient client, string athlete, string coach) =>
        (await client.Coaching.RevokeAsync(new RevokeRequest { AthleteId = athlete, CoachId = coach }, cancellationToken: Patience)).Revoked;

    private async Task<IReadOnlyList<AccessGrant>> Grants(string athlete) =>
        (await As("staff", "boss").Coaching.ListGrantsAsync(new ListGrantsRequest { AthleteId = athlete }, cancellationToken: Patience)).Grants;

    private async Task<IReadOnlyList<CoachedAthlete>> MyAthletes() =>
        (await Carl.Coaching.ListMyAthletesAsync(new ListMyAthletesRequest(), cancellationToken: Patience)).Athletes;
}
