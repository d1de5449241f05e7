using System.Globalization;
using System.Text;
using System.Text.Json;
using Grpc.Core;
using PersonalPT.Api.Tests.House;
using PersonalPT.Client;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Tests.History;

public sealed class HistoryApiTests(RunningServer server) : ServerTest(server)
{
    [Fact]
    public async Task A_session_is_told_as_it_was_counted()
    {
        var phone = As("athlete", "anna");
        var (session, events) = await Workout(phone, 4);

        var told = await phone.History.GetSessionHistoryAsync(new GetSessionHistoryRequest { SessionId = session }, cancellationToken: Patience);

        var ended = events.Single(e => e.SetEnded is not null).SetEnded;
        var set = Assert.Single(told.Sets);
        Assert.Equal(ended.Reps, set.Reps);
        Assert.Equal((1U, 4U, ended.Reason), (set.Summary.SetNumber, set.Summary.Reps, set.Summary.EndReason));
        Assert.Equal((session, "anna", 1), (told.Session.SessionId, told.Session.AthleteId, told.Session.Sets.Count));
        Assert.True(told.Session.EndedTimeUs >= told.Session.StartedTimeUs);
    }

    [Fact]
    public async Task Pages_show_every_session_once_and_the_newest_first()
    {
        var phone = As("athlete", "anna");
        var started = new List<string>();
        for (var i = 0; i < 5; i++)
            started.Add(await StartSession(phone));

        var listed = new List<string>();
        var request = new ListSessionsRequest { PageSize = 2 };
        do
        {
            var page = await phone.History.ListSessionsAsync(request, cancellationToken: Patience);
            Assert.InRange(page.Sessions.Count, 1, 2);
            listed.AddRange(page.Sessions.Select(s => s.SessionId));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(started.AsEnumerable().Reverse(), listed);
    }

    [Theory]
    [InlineData("nonsense!")]
    [InlineData("bm9uc2Vuc2U")]
    [InlineData("e30")]
    public async Task A_page_token_that_this_server_did_not_give_is_refused(string token)
    {
        var error = await Refused(StatusCode.InvalidArgument, () => As("athlete", "anna").History.ListSessionsAsync(
            new ListSessionsRequest { PageToken = token }, cancellationToken: Patience).ResponseAsync);

        Assert.Equal("page_token", FieldOf(error));
    }

    [Fact]
    public async Task Limits_are_named()
    {
        var history = As("athlete", "anna").History;
        var session = await StartSession(As("athlete", "anna"));

        Assert.Equal("page_size", FieldOf(await Refused(StatusCode.InvalidArgument, () => history.ListSessionsAsync(
            new ListSessionsRequest { PageSize = 201 }, cancellationToken: Patience).ResponseAsync)));
        Assert.Equal("limit", FieldOf(await Refused(StatusCode.InvalidArgument, () => history.ListEventsAsync(
            new ListEventsRequest { SessionId = session, Limit = 1001 }, cancellationToken: Patience).ResponseAsync)));
        Assert.Equal("format", FieldOf(await Refused(StatusCode.InvalidArgument, () => Export(As("athlete", "anna"), ExportFormat.Unspecified))));
    }

    [Fact]
    public async Task The_log_can_be_read_from_any_event_on()
    {
        var phone = As("athlete", "anna");
        var (session, events) = await Workout(phone, 2);

        var some = await phone.History.ListEventsAsync(new ListEventsRequest { SessionId = session, AfterEventSeq = 2, Limit = 3 }, cancellationToken: Patience);

        Assert.Equal(events.Skip(2).Take(3), some.Events);
    }

    [Fact]
    public async Task An_export_has_every_rep_with_its_final_times()
    {
        var phone = As("athlete", "anna");
        var (session, events) = await Workout(phone, 3);
        var reps = events.Single(e => e.SetEnded is not null).SetEnded.Reps;

        var lines = (await Export(phone, ExportFormat.Csv)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var json = JsonElement.Parse(await Export(phone, ExportFormat.Json)).EnumerateArray().ToArray();

        Assert.Equal("session_id,exercise,model_version,set,rep,start,peak,end,duration_s,counted_reps,corrected_reps,corrected_by,load_kg,load_by,rpe,rpe_by,note,note_by,range", lines[0]);
        Assert.Equal((1 + reps.Count, reps.Count), (lines.Length, json.Length));
        for (var i = 0; i < reps.Count; i++)
        {
            var cells = lines[1 + i].Split(',');
            Assert.Equal([session, "squat", "1", "1", $"{i + 1}"], cells[..5]);
            Assert.Equal([reps[i].StartTimeUs, reps[i].PeakTimeUs, reps[i].EndTimeUs], cells[5..8].Select(Micros));
            Assert.Equal((reps[i].EndTimeUs - reps[i].StartTimeUs) / 1e6, double.Parse(cells[8], CultureInfo.InvariantCulture));
            Assert.Equal(Math.Round(reps[i].Range, 3), double.Parse(cells[^1], CultureInfo.InvariantCulture));
            Assert.Equal(cells, json[i].EnumerateObject().Select(p => p.Value.ToString()));
            Assert.Equal(lines[0].Split(','), json[i].EnumerateObject().Select(p => p.Name));
        }
    }

    [Fact]
    public async Task An_export_of_nothing_is_a_header_and_an_empty_list()
    {
        var nobody = As("athlete", "nobody");

        Assert.Equal("session_id,exercise,model_version,set,rep,start,peak,end,duration_s,counted_reps,corrected_reps,corrected_by,load_kg,load_by,rpe,rpe_by,note,note_by,range\r\n", await Export(nobody, ExportFormat.Csv));
        Assert.Equal("[]", await Export(nobody, ExportFormat.Json));
    }

    [Fact]
    public async Task Whoever_watches_sees_a_change_of_a_set_at_once_and_the_history_shows_it_beside_the_count()
    {
        var phone = As("athlete", "anna");
        var tape = Tape.Squats(3);
        var session = await StartSession(phone);
        using var stream = await TrackCall.Open(phone, session);
        await stream.Send(tape.Messages(size: 200));
        var end = new Input { TimeUs = tape.From(tape.Count).Single().TimeUs + 1000, EndSet = new EndSet() };
        await stream.Send(new TrackRequest { FirstInputSeq = (ulong)tape.Count + 1, Inputs = { end } });
        await stream.Until(r => r.Event?.SetEnded is not null);
        await Grant("carl", GrantScope.Sets);
        using var board = As("staff", "boss").Tracking.WatchSession(new WatchSessionRequest { SessionId = session }, cancellationToken: Patience);

        var noted = await As("coach", "carl").History.AnnotateSetAsync(Annotate(session, loadKg: 62.5, note: "Lower \U0001F4AA"), cancellationToken: Patience);
        var corrected = await phone.History.CorrectSetAsync(Correct(session, 4), cancellationToken: Patience);

        var pushed = (await stream.Until(r => r.Event?.SetCorrected is not null)).Event;
        Assert.Equal((corrected.Change.EventSeq, corrected.Change.Corrected), (pushed.EventSeq, pushed.SetCorrected));
        Assert.Equal((noted.Change.EventSeq + 1, "carl", "anna"), (corrected.Change.EventSeq, noted.Change.Annotated.AuthorId, corrected.Change.Corrected.AuthorId));
        var watched = new List<SessionEvent>();
        while (watched.Count < (int)pushed.EventSeq && await board.ResponseStream.MoveNext(Patience).Soon())
        {
            if (board.ResponseStream.Current.Event is { } entry)
                watched.Add(entry);
        }

        Assert.Equal((await phone.History.ListEventsAsync(new ListEventsRequest { SessionId = session }, cancellationToken: Patience)).Events, watched);
        var told = Assert.Single((await phone.History.GetSessionHistoryAsync(new GetSessionHistoryRequest { SessionId = session }, cancellationToken: Patience)).Sets);
        Assert.Equal([noted.Change, corrected.Change], told.Changes);
        Assert.Equal((3, 3U, 4U, "anna"), (told.Reps.Count, told.Summary.Reps, told.Summary.Correction.Reps, told.Summary.Correction.AuthorId));
        Assert.Equal((62.5, "carl", "Lower \U0001F4AA", null), (told.Summary.Load.LoadKg, told.Summary.Load.AuthorId, told.Summary.Note.Text, told.Summary.Effort));
        Assert.Equal(told.Summary, (await phone.History.ListSessionsAsync(new ListSessionsRequest(), cancellationToken: Patience)).Sessions.Single().Sets.Single());
    }

    [Fact]
    public async Task A_set_is_changed_after_the_session_too_and_what_was_said_is_taken_back()
    {
        var phone = As("athlete", "anna");
        var (session, events) = await Workout(phone, 3);
        var correct = Correct(session, 4);

        var first = await phone.History.CorrectSetAsync(correct, cancellationToken: Patience);
        var again = await phone.History.CorrectSetAsync(correct, cancellationToken: Patience);
        await phone.History.AnnotateSetAsync(Annotate(session, loadKg: 60, note: "Heavy."), cancellationToken: Patience);
        var withdraw = new CorrectSetRequest { SessionId = session, SetNumber = 1, ChangeId = Guid.NewGuid().ToString(), Withdraw = new CorrectionWithdrawn() };
        await As("staff", "boss").History.CorrectSetAsync(withdraw, cancellationToken: Patience);
        var remove = new AnnotateSetRequest { SessionId = session, SetNumber = 1, ChangeId = Guid.NewGuid().ToString(), Rpe = 8.5, Remove = { SetAnnotationPart.Note } };
        await phone.History.AnnotateSetAsync(remove, cancellationToken: Patience);

        Assert.Equal((first, 0UL), (again, first.Change.EventSeq));
        var told = (await phone.History.GetSessionHistoryAsync(new GetSessionHistoryRequest { SessionId = session }, cancellationToken: Patience)).Sets.Single();
        Assert.Equal((3U, null, 60, 8.5, null), (told.Summary.Reps, told.Summary.Correction, told.Summary.Load.LoadKg, told.Summary.Effort.Rpe, told.Summary.Note));
        Assert.Equal(["anna", "anna", "boss", "anna"], told.Changes.Select(c => c.Annotated?.AuthorId ?? c.Corrected.AuthorId));
        Assert.Equal(events, (await phone.History.ListEventsAsync(new ListEventsRequest { SessionId = session }, cancellationToken: Patience)).Events);
    }

    [Fact]
    public async Task What_a_set_cannot_take_is_refused_by_its_reason()
    {
        var phone = As("athlete", "anna");
        var (session, _) = await Workout(phone, 2);
        var correct = Correct(session, 4);
        await phone.History.CorrectSetAsync(correct, cancellationToken: Patience);

        var conflict = await Refused(StatusCode.AlreadyExists, () => phone.History.CorrectSetAsync(new(correct) { Reps = 5 }, cancellationToken: Patience).ResponseAsync);
        var somebodyElses = await Refused(StatusCode.AlreadyExists, () => As("staff", "boss").History.CorrectSetAsync(correct, cancellationToken: Patience).ResponseAsync);
        var unknown = await Refused(StatusCode.NotFound, () => phone.History.CorrectSetAsync(new(Correct(session, 4)) { SetNumber = 2 }, cancellationToken: Patience).ResponseAsync);
        var wrong = await Refused(StatusCode.InvalidArgument, () => phone.History.AnnotateSetAsync(Annotate(session, loadKg: double.NaN), cancellationToken: Patience).ResponseAsync);

        Assert.Equal(["SET_CHANGE_CONFLICT", "SET_CHANGE_CONFLICT", "SET_NOT_FOUND"], new[] { conflict, somebodyElses, unknown }.Select(ReasonOf));
        Assert.Equal("load_kg", FieldOf(wrong));
    }

    [Fact]
    public async Task A_running_set_is_refused()
    {
        var phone = As("athlete", "anna");
        var session = await StartSession(phone);
        using var stream = await TrackCall.Open(phone, session);
        // Without its last third the tape stops in the midst of the set.
        var tape = Tape.Squats(6);
        await stream.Send(tape.Messages(size: 200, last: tape.Count * 2 / 3));
        await stream.Until(r => r.Event?.RepCompleted is not null);

        var error = await Refused(StatusCode.FailedPrecondition, () => phone.History.CorrectSetAsync(Correct(session, 4), cancellationToken: Patience).ResponseAsync);

        Assert.Equal("SET_STILL_RUNNING", ReasonOf(error));
    }

    [Fact]
    public async Task To_look_is_not_to_change_and_a_revoked_grant_ends_it_at_once()
    {
        var phone = As("athlete", "anna");
        var (session, _) = await Workout(phone, 2);
        var carl = As("coach", "carl");
        await Grant("carl", GrantScope.Live, GrantScope.History, GrantScope.Models);

        await Refused(StatusCode.PermissionDenied, () => carl.History.CorrectSetAsync(Correct(session, 4), cancellationToken: Patience).ResponseAsync);
        await Grant("carl", GrantScope.Sets);
        await carl.History.CorrectSetAsync(Correct(session, 4), cancellationToken: Patience);
        await Refused(StatusCode.PermissionDenied, () => carl.History.GetSessionHistoryAsync(new GetSessionHistoryRequest { SessionId = session }, cancellationToken: Patience).ResponseAsync);
        await phone.Coaching.RevokeAsync(new RevokeRequest { CoachId = "carl" }, cancellationToken: Patience);

        await Refused(StatusCode.PermissionDenied, () => carl.History.CorrectSetAsync(Correct(session, 5), cancellationToken: Patience).ResponseAsync);
        await Refused(StatusCode.PermissionDenied, () => As("athlete", "ben").History.AnnotateSetAsync(Annotate(session, loadKg: 1), cancellationToken: Patience).ResponseAsync);
    }

    [Fact]
    public async Task An_export_says_what_was_said_about_a_set_and_gives_a_spreadsheet_no_formula()
    {
        var phone = As("athlete", "anna");
        var (session, _) = await Workout(phone, 2);
        const string note = "=HYPERLINK(\"x\")\nsecond, \"line\"";
        await phone.History.AnnotateSetAsync(Annotate(session, loadKg: 62.5, note: note), cancellationToken: Patience);
        await As("staff", "boss").History.CorrectSetAsync(Correct(session, 4), cancellationToken: Patience);

        var csv = await Export(phone, ExportFormat.Csv);
        var json = JsonElement.Parse(await Export(phone, ExportFormat.Json)).EnumerateArray().ToArray();

        Assert.Equal(2, json.Length);
        Assert.All(json, rep =>
        {
            Assert.Equal((2, 4, "boss"), (rep.GetProperty("counted_reps").GetInt32(), rep.GetProperty("corrected_reps").GetInt32(), rep.GetProperty("corrected_by").GetString()));
            Assert.Equal((62.5, "anna", note, "anna"), (rep.GetProperty("load_kg").GetDouble(), rep.GetProperty("load_by").GetString(), rep.GetProperty("note").GetString(), rep.GetProperty("note_by").GetString()));
            Assert.Equal(JsonValueKind.Null, rep.GetProperty("rpe").ValueKind);
        });
        Assert.Equal(2, csv.Split(",2,4,boss,62.5,anna,,,\"'=HYPERLINK(\"\"x\"\")\nsecond, \"\"line\"\"\",anna,").Length - 1);
    }

    private static AnnotateSetRequest Annotate(string session, double loadKg, string? note = null)
    {
        var request = new AnnotateSetRequest { SessionId = session, SetNumber = 1, ChangeId = Guid.NewGuid().ToString(), LoadKg = loadKg };
        if (note is not null)
            request.Note = note;
        return request;
    }

    private static CorrectSetRequest Correct(string session, uint reps) =>
        new() { SessionId = session, SetNumber = 1, ChangeId = Guid.NewGuid().ToString(), Reps = reps };

    private async Task Grant(string coach, params GrantScope[] scopes)
    {
        var request = new GrantRequest { CoachId = coach };
        request.Scopes.AddRange(scopes);
        await As("athlete", "anna").Coaching.GrantAsync(request, cancellationToken: Patience);
    }

    private static long Micros(string iso)
    {
        Assert.EndsWith("Z", iso, StringComparison.Ordinal);
        return (DateTimeOffset.Parse(iso, CultureInfo.InvariantCulture) - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
    }

    private static async Task<(string Session, IReadOnlyList<SessionEvent> Events)> Workout(PersonalPTClient phone, int reps)
    {
        var tape = Tape.Squats(reps, ends: true);
        var session = await StartSession(phone);
        using var stream = await TrackCall.Open(phone, session);
        await stream.Send(tape.Messages(size: 200));
        await stream.End();
        return (session, stream.Events);
    }

    private static async Task<string> Export(PersonalPTClient client, ExportFormat format)
    {
        using var bytes = new MemoryStream();
        using var call = client.History.ExportHistory(new ExportHistoryRequest { Format = format }, cancellationToken: Patience);
        while (await call.ResponseStream.MoveNext(Patience).Soon())
            call.ResponseStream.Current.Chunk.WriteTo(bytes);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
