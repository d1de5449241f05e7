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

        Assert.Equal("session_id,exercise,model_version,set,rep,start,peak,end,duration_s,counted_reps,corrected_reps,corrected_by,load_kg,load_by,rpe,rpe_by,note,note_by", lines[0]);
        Assert.Equal((1 + reps.Count, reps.Count), (lines.Length, json.Length));
        for (var i = 0; i < reps.Count; i++)
        {
            var cells = lines[1 + i].Split(',');
            Assert.Equal([session, "squat", "1", "1", $"{i + 1}"], cells[..5]);
            Assert.Equal([reps[i].StartTimeUs, reps[i].PeakTimeUs, reps[i].EndTimeUs], cells[5..8].Select(Micros));
            Assert.Equal((reps[i].EndTimeUs - reps[i].StartTimeUs) / 1e6, double.Parse(cells[8], CultureInfo.InvariantCulture));
            Assert.Equal(cells, json[i].EnumerateObject().Select(p => p.Value.ToString()));
            Assert.Equal(lines[0].Split(','), json[i].EnumerateObject().Select(p => p.Name));
        }
    }

    [Fact]
    public async Task An_export_of_nothing_is_a_header_and_an_empty_list()
    {
        var nobody = As("athlete", "nobody");

        Assert.Equal("session_id,exercise,model_version,set,rep,start,peak,end,duration_s,counted_reps,corrected_reps,corrected_by,load_kg,load_by,rpe,rpe_by,note,note_by\r\n", await Export(nobody, ExportFormat.Csv));
        Assert.Equal("[]", await Export(nobody, ExportFormat.Json));
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
