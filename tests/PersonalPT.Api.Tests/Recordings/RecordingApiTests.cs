using System.IO.Compression;
using Grpc.Core;
using PersonalPT.Api.Tests.House;
using PersonalPT.Client;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Tests.Recordings;

public sealed class RecordingApiTests(RunningServer server) : ServerTest(server)
{
    private static readonly Tape s_tape = Tape.Squats(4, ends: true);
    private static readonly ModelReference s_squat = new() { ExerciseId = "squat", Version = 1 };

    [Fact]
    public async Task A_recorded_session_is_listed_counted_again_and_taken_out_as_a_data_set()
    {
        var athlete = As("athlete", "anna");
        var session = await Recorded(athlete);

        var listed = Assert.Single((await athlete.Recordings.ListRecordingsAsync(new ListRecordingsRequest(), cancellationToken: Patience)).Recordings);
        Assert.Equal((session, "anna", (ulong)s_tape.Count, 0UL), (listed.SessionId, listed.AthleteId, listed.Inputs, listed.MissingInputs));
        Assert.Equal(Tape.EpochMicros + (long)s_tape.From(1).First().TimeUs, listed.FirstTimeUs);
        Assert.True(listed.ExpiresTimeUs > listed.StartedTimeUs);
        Assert.NotEqual(0UL, listed.SizeBytes);

        var rescored = await athlete.Recordings.RescoreAsync(new RescoreRequest { SessionId = session, Versions = { s_squat } }, cancellationToken: Patience);
        Assert.Equal(4, rescored.Counted.Sum(s => s.Reps.Count));
        Assert.Equal(rescored.Counted, Assert.Single(rescored.Versions).Sets);
        Assert.Empty(rescored.Gaps);

        using var zip = new MemoryStream();
        await foreach (var piece in athlete.Recordings.ExportRecording(new ExportRecordingRequest { SessionId = session }, cancellationToken: Patience).ResponseStream.ReadAllAsync(Patience))
            piece.Chunk.WriteTo(zip);
        await using var archive = new ZipArchive(zip);
        Assert.Equal(["README.txt", "controls.csv", $"poses/{session}.npy", "sequences.csv", $"times/{session}.npy"], archive.Entries.Select(e => e.FullName).Order(StringComparer.Ordinal));
        using var sequences = new StreamReader(await archive.GetEntry("sequences.csv")!.OpenAsync(Patience));
        Assert.StartsWith($"name,exercise,count,cycles,fps\n{session},squat,4,", await sequences.ReadToEndAsync(Patience), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deleted_it_is_gone_for_good_and_what_was_counted_stays()
    {
        var athlete = As("athlete", "anna");
        var session = await Recorded(athlete);

        Assert.True((await athlete.Recordings.DeleteRecordingAsync(new DeleteRecordingRequest { SessionId = session }, cancellationToken: Patience)).Deleted);

        Assert.False((await athlete.Recordings.DeleteRecordingAsync(new DeleteRecordingRequest { SessionId = session }, cancellationToken: Patience)).Deleted);
        Assert.Empty((await athlete.Recordings.ListRecordingsAsync(new ListRecordingsRequest(), cancellationToken: Patience)).Recordings);
        var rescore = new RescoreRequest { SessionId = session, Versions = { s_squat } };
        Assert.Equal("RECORDING_NOT_FOUND", ReasonOf(await Refused(StatusCode.NotFound, () => athlete.Recordings.RescoreAsync(rescore, cancellationToken: Patience).ResponseAsync)));
        Assert.Equal("RECORDING_NOT_FOUND", ReasonOf(await Refused(StatusCode.NotFound, () => athlete.Recordings
            .ExportRecording(new ExportRecordingRequest { SessionId = session }, cancellationToken: Patience).ResponseStream.MoveNext(Patience))));
        var history = await athlete.History.GetSessionHistoryAsync(new GetSessionHistoryRequest { SessionId = session }, cancellationToken: Patience);
        Assert.Equal(4, history.Sets.Sum(s => s.Reps.Count));
        Assert.False((await athlete.Sessions.GetSessionAsync(new GetSessionRequest { SessionId = session }, cancellationToken: Patience)).Session.Recorded);
    }

    [Fact]
    public async Task Only_the_athlete_himself_can_have_a_session_recorded()
    {
        foreach (var role in new[] { "staff", "administrator" })
        {
            var error = await Refused(StatusCode.PermissionDenied, () => Start(As(role, "boss"), record: true, athlete: "anna"));
            Assert.Equal("RECORD_ATHLETE_ONLY", ReasonOf(error));
        }

        Assert.False((await Start(As("staff", "boss"), record: false, athlete: "anna")).Recorded);
        Assert.False((await Start(As("athlete", "anna"), record: false)).Recorded);
        Assert.True((await Start(As("athlete", "anna"), record: true)).Recorded);
        Assert.True((await Start(As("staff", "boss"), record: true)).Recorded);
    }

    [Fact]
    public async Task A_server_that_keeps_none_says_so()
    {
        await using var without = new RunningServer { RecordingRetentionDays = 0 };
        await without.InitializeAsync();
        await using var athlete = without.Connect(Gym, "athlete", "anna");

        Assert.Equal("RECORDINGS_OFF", ReasonOf(await Refused(StatusCode.FailedPrecondition, () => Start(athlete, record: true))));
        Assert.False((await Start(athlete, record: false)).Recorded);
    }

    [Fact]
    public async Task What_it_cannot_be_counted_with_is_named_by_its_field()
    {
        var athlete = As("athlete", "anna");
        var session = await Recorded(athlete);

        Assert.Equal("versions", await Field());
        Assert.Equal("versions", await Field([.. Enumerable.Repeat(s_squat, 5)]));
        Assert.Equal("versions[1].version", await Field(s_squat, new ModelReference { ExerciseId = "squat" }));
        Assert.Equal("versions[0].athlete_id", await Field(new ModelReference { ExerciseId = "squat", Version = 1, AthleteId = "ben" }));
        Assert.Equal("versions[0].exercise_id", await Field(new ModelReference { ExerciseId = "push_up", Version = 1 }));
        Assert.Equal("versions[0].exercise_id", await Field(new ModelReference { ExerciseId = "../squat", Version = 1 }));
        var missing = new RescoreRequest { SessionId = session, Versions = { new ModelReference { ExerciseId = "squat", Version = 99 } } };
        Assert.Equal("MODEL_VERSION_NOT_FOUND", ReasonOf(await Refused(StatusCode.NotFound, () => athlete.Recordings.RescoreAsync(missing, cancellationToken: Patience).ResponseAsync)));

        async Task<string?> Field(params ModelReference[] versions)
        {
            var request = new RescoreRequest { SessionId = session, Versions = { versions } };
            return FieldOf(await Refused(StatusCode.InvalidArgument, () => athlete.Recordings.RescoreAsync(request, cancellationToken: Patience).ResponseAsync));
        }
    }

    [Fact]
    public async Task An_exercise_is_taught_from_a_recording_by_those_who_may_have_it()
    {
        var athlete = As("athlete", "anna");
        var session = await Recorded(athlete);
        var first = Tape.EpochMicros + (long)s_tape.From(1).First().TimeUs;
        var preview = new PreviewTrainingRequest
        {
            Demonstration = new Demonstration { Session = new SessionSpan { SessionId = session, StartTimeUs = first, EndTimeUs = first + 120_000_000 } },
        };

        Assert.Equal(4, (await athlete.Models.PreviewTrainingAsync(preview, cancellationToken: Patience)).Reps.Count);

        // To teach is granted; the recording is not.
        await athlete.Coaching.GrantAsync(new GrantRequest { CoachId = "carl", Scopes = { GrantScope.Models } }, cancellationToken: Patience);
        var coach = As("coach", "carl");
        Assert.Equal("FRAMES_NOT_HELD", ReasonOf(await Refused(StatusCode.FailedPrecondition, () => coach.Models.PreviewTrainingAsync(preview, cancellationToken: Patience).ResponseAsync)));
        await athlete.Coaching.GrantAsync(new GrantRequest { CoachId = "carl", Scopes = { GrantScope.Models, GrantScope.Recordings } }, cancellationToken: Patience);
        Assert.Equal(4, (await coach.Models.PreviewTrainingAsync(preview, cancellationToken: Patience)).Reps.Count);

        preview.Demonstration.Session.EndTimeUs = first + 300_000_001;
        Assert.Equal("demonstration.session", FieldOf(await Refused(StatusCode.InvalidArgument, () => athlete.Models.PreviewTrainingAsync(preview, cancellationToken: Patience).ResponseAsync)));
    }

    [Fact]
    public async Task Whoever_takes_one_out_or_deletes_it_is_written_down()
    {
        var athlete = As("athlete", "anna");
        var session = await Recorded(athlete);
        var stranger = As("athlete", "eve");

        await athlete.Recordings.ExportRecording(new ExportRecordingRequest { SessionId = session }, cancellationToken: Patience).ResponseStream.MoveNext(Patience);
        await Refused(StatusCode.PermissionDenied, () => stranger.Recordings.DeleteRecordingAsync(new DeleteRecordingRequest { SessionId = session }, cancellationToken: Patience).ResponseAsync);
        await As("staff", "boss").Recordings.DeleteRecordingAsync(new DeleteRecordingRequest { SessionId = session }, cancellationToken: Patience);

        var entries = (await As("administrator", "boss").Accounts.ListAuditEntriesAsync(new ListAuditEntriesRequest(), cancellationToken: Patience)).Entries;
        Assert.Equal(
            [
                ("boss", AuditAction.Delete, AuditOutcome.Done, "anna", "RecordingService/DeleteRecording"),
                ("eve", AuditAction.Delete, AuditOutcome.Refused, "anna", "RecordingService/DeleteRecording"),
                ("anna", AuditAction.Export, AuditOutcome.Done, "anna", "RecordingService/ExportRecording"),
            ],
            entries.Select(e => (e.ActorId, e.Action, e.Outcome, e.AthleteId, e.Means)));
    }

    private static async Task<Session> Start(PersonalPTClient client, bool record, string athlete = "")
    {
        var request = new StartSessionRequest { SessionId = Guid.NewGuid().ToString(), AthleteId = athlete, ExerciseId = "squat", Capture = Tape.Header(), Record = record };
        return (await client.Sessions.StartSessionAsync(request, cancellationToken: Patience)).Session;
    }

    private static async Task<string> Recorded(PersonalPTClient athlete)
    {
        var session = (await Start(athlete, record: true)).SessionId;
        foreach (var message in s_tape.Messages())
        {
            var request = new SubmitFramesRequest { SessionId = session, FirstInputSeq = message.FirstInputSeq, OldestHeldInputSeq = 1 };
            request.Inputs.AddRange(message.Inputs);
            await athlete.Tracking.SubmitFramesAsync(request, cancellationToken: Patience);
        }

        // Written beside what counts, a moment later.
        while ((await athlete.Recordings.ListRecordingsAsync(new ListRecordingsRequest(), cancellationToken: Patience)).Recordings
            .All(r => r.SessionId != session || r.Inputs < (ulong)s_tape.Count))
            await Task.Yield();
        return session;
    }
}
