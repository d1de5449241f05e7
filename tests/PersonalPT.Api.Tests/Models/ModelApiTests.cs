using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Api.Models;
using PersonalPT.Api.Tests.House;
using PersonalPT.Protocol.V1;
using Shown = PersonalPT.Athletes.Demonstration;

namespace PersonalPT.Api.Tests.Models;

public sealed class ModelApiTests(RunningServer server) : ServerTest(server)
{
    private const long Epoch = 1_767_596_400_000_000;

    private static readonly Shown s_shown = Shown.Film("squat", seed: 3, reps: 3);

    [Fact]
    public async Task A_preview_shows_the_reps_in_the_times_of_the_demonstration_and_keeps_nothing()
    {
        var athlete = As("athlete", "anna");

        var preview = await athlete.Models.PreviewTrainingAsync(new PreviewTrainingRequest { Demonstration = Film() }, cancellationToken: Patience);

        Assert.Equal(3, preview.Reps.Count);
        Assert.All(preview.Reps.Zip(s_shown.Reps), pair => Assert.InRange(pair.First.PeakTimeUs, pair.Second.StartMicros - Epoch, pair.Second.EndMicros - Epoch));
        Assert.Equal((132, 132), (preview.RestPose.Values.Count, preview.ActivePose.Values.Count));
        Assert.NotEmpty(preview.Signal);
        Assert.InRange(preview.Signal[0].TimeUs, 0, 1_000_000);
        Assert.Empty(await Versions("anna", "anna"));
    }

    [Fact]
    public async Task A_server_that_is_teaching_enough_asks_others_to_come_again()
    {
        await using var busy = new RunningServer { Api = new ApiOptions { TrainingsAtOnce = 1, TrainingsWaiting = 0 } };
        await busy.InitializeAsync();
        await using var athlete = busy.Connect(Gym, "athlete", "anna");
        var preview = new PreviewTrainingRequest { Demonstration = Film() };
        using (await busy.Services.GetRequiredService<TrainingAdmission>().Enter(Patience))
        {
            var refused = await Refused(StatusCode.ResourceExhausted, () => athlete.Models.PreviewTrainingAsync(preview, cancellationToken: Patience).ResponseAsync);
            Assert.NotNull(refused.GetRpcStatus()!.GetDetail<Google.Rpc.RetryInfo>());
            await Refused(StatusCode.ResourceExhausted, () => athlete.Models.TrainAsync(Train(activate: true), cancellationToken: Patience).ResponseAsync);
        }

        Assert.Equal(3, (await athlete.Models.PreviewTrainingAsync(preview, cancellationToken: Patience)).Reps.Count);
        Assert.Equal(1U, (await athlete.Models.TrainAsync(Train(activate: true), cancellationToken: Patience)).Version.Version);
    }

    [Fact]
    public async Task The_reps_of_a_preview_can_be_given_back_as_labels()
    {
        var athlete = As("athlete", "anna");
        var demonstration = Film();
        var found = (await athlete.Models.PreviewTrainingAsync(new PreviewTrainingRequest { Demonstration = demonstration }, cancellationToken: Patience)).Reps;
        demonstration.RepSpans = new RepSpans();
        demonstration.RepSpans.Reps.AddRange(found.Select(r => new CaptureSpan { StartTimeUs = r.StartTimeUs, EndTimeUs = r.EndTimeUs }));

        var preview = await athlete.Models.PreviewTrainingAsync(new PreviewTrainingRequest { Demonstration = demonstration }, cancellationToken: Patience);

        Assert.Equal(3U, preview.Report.DemonstrationReps);
        Assert.Equal(double.PositiveInfinity, preview.PoseConfidence);
    }

    [Fact]
    public async Task A_model_is_taught_activated_rolled_back_exported_and_imported()
    {
        var athlete = As("athlete", "anna");
        var models = athlete.Models;
        var first = await models.TrainAsync(Train(activate: true), cancellationToken: Patience);
        Assert.Equal((1U, true, "anna", ModelOrigin.Demonstration), (first.Version.Version, first.Version.Active, first.Version.CreatedBy, first.Version.Origin));

        var again = Train(activate: false);
        var second = await models.TrainAsync(again, cancellationToken: Patience);
        Assert.Equal(second.Version.Version, (await models.TrainAsync(again, cancellationToken: Patience)).Version.Version);
        Assert.Equal((2U, false), (second.Version.Version, second.Version.Active));

        var activated = await models.ActivateModelAsync(new ActivateModelRequest { AthleteId = "anna", ExerciseId = "squat", Version = 2 }, cancellationToken: Patience);
        Assert.True(activated.Version.Active);
        var rollBack = new RollBackModelRequest { AthleteId = "anna", ExerciseId = "squat", FromVersion = 2 };
        Assert.Equal(1U, (await models.RollBackModelAsync(rollBack, cancellationToken: Patience)).Version.Version);

        var exported = await models.ExportModelAsync(new ExportModelRequest { AthleteId = "anna", ExerciseId = "squat" }, cancellationToken: Patience);
        Assert.Equal(1U, exported.Version.Version);
        var import = new ImportModelRequest { RequestId = Guid.NewGuid().ToString(), AthleteId = "anna", ExerciseId = "squat", Model = exported.Model };
        Assert.Equal(3U, (await models.ImportModelAsync(import, cancellationToken: Patience)).Version.Version);
        Assert.Equal([1U, 2U, 3U], (await Versions("anna", "anna")).Select(v => v.Version));
    }

    [Fact]
    public async Task A_running_session_can_be_taught_from_where_it_holds_its_frames()
    {
        var athlete = As("athlete", "anna");
        var tape = Tape.Squats(4);
        var session = await StartSession(athlete, hold: true);
        using (var stream = await TrackCall.Open(athlete, session))
        {
            await stream.Send(tape.Messages());
            await stream.Taken(tape.Count);
        }

        var span = new SessionSpan { SessionId = session, StartTimeUs = Tape.EpochMicros, EndTimeUs = Tape.EpochMicros + 60_000_000 };
        var preview = await athlete.Models.PreviewTrainingAsync(
            new PreviewTrainingRequest { Demonstration = new Demonstration { Session = span } }, cancellationToken: Patience);

        Assert.Equal(4, preview.Reps.Count);
        Assert.All(preview.Reps, r => Assert.InRange(r.StartTimeUs, span.StartTimeUs, span.EndTimeUs));
    }

    [Fact]
    public async Task A_session_that_holds_no_frames_says_so()
    {
        var athlete = As("athlete", "anna");
        var span = new SessionSpan { SessionId = await StartSession(athlete), StartTimeUs = 1, EndTimeUs = 2 };

        var error = await Refused(StatusCode.FailedPrecondition, () => Preview(new Demonstration { Session = span }));

        Assert.Equal("FRAMES_NOT_HELD", ReasonOf(error));
    }

    [Fact]
    public async Task What_cannot_be_learnt_is_refused_with_the_reason()
    {
        var still = Film();
        foreach (var frame in still.Frames.Frames)
            frame.Floats = still.Frames.Frames[0].Floats;

        var error = await Refused(StatusCode.InvalidArgument, () => Preview(still));

        Assert.Equal("DEMONSTRATION_REFUSED", ReasonOf(error));
    }

    [Fact]
    public async Task A_file_that_is_no_model_is_refused()
    {
        var import = new ImportModelRequest
        {
            RequestId = Guid.NewGuid().ToString(),
            AthleteId = "anna",
            ExerciseId = "squat",
            Model = ByteString.CopyFromUtf8("not a model"),
        };

        var error = await Refused(StatusCode.InvalidArgument, () => As("athlete", "anna").Models.ImportModelAsync(import, cancellationToken: Patience).ResponseAsync);

        Assert.Equal("MODEL_FILE_REFUSED", ReasonOf(error));
    }

    [Fact]
    public async Task What_does_not_exist_is_named_by_its_reason()
    {
        var models = As("athlete", "anna").Models;

        var version = await Refused(StatusCode.NotFound, () => models.ActivateModelAsync(
            new ActivateModelRequest { AthleteId = "anna", ExerciseId = "squat", Version = 7 }, cancellationToken: Patience).ResponseAsync);
        var export = await Refused(StatusCode.NotFound, () => models.ExportModelAsync(
            new ExportModelRequest { AthleteId = "anna", ExerciseId = "squat" }, cancellationToken: Patience).ResponseAsync);
        var train = Train(activate: true);
        train.ExerciseId = "moonwalk";
        var exercise = await Refused(StatusCode.NotFound, () => models.TrainAsync(train, cancellationToken: Patience).ResponseAsync);

        Assert.Equal(["MODEL_VERSION_NOT_FOUND", "MODEL_VERSION_NOT_FOUND", "UNKNOWN_EXERCISE"], new[] { version, export, exercise }.Select(ReasonOf));
    }

    [Fact]
    public async Task Every_frame_that_is_wrong_is_named()
    {
        foreach (var (spoil, field) in new (Action<Demonstration>, string)[]
        {
            (d => d.Frames.Frames[4].Floats.Values[17] = float.NaN, "demonstration.frames.frames[4].floats.values[17]"),
            (d => d.Frames.Frames[4].TimeUs = d.Frames.Frames[3].TimeUs, "demonstration.frames.frames[4].time_us"),
            (d => d.Frames.Frames[^1].TimeUs = 400_000_000, $"demonstration.frames.frames[{Film().Frames.Frames.Count - 1}].time_us"),
            (d => d.Frames.Frames[2].Compact = ByteString.CopyFrom(1, 2, 3), "demonstration.frames.frames[2].compact"),
            (d => d.Frames.Frames.Clear(), "demonstration.frames.frames"),
            (d => d.Frames.Capture = null, "demonstration.frames.capture"),
            (d => d.Frames.Capture.NominalRateHz = 0, "demonstration.frames.capture.nominal_rate_hz"),
            (d => d.RepCount = 0, "demonstration.rep_count"),
            (d => d.RepSpans = new RepSpans(), "demonstration.rep_spans.reps"),
            (d => d.RepSpans = new RepSpans { Reps = { new CaptureSpan { StartTimeUs = 5, EndTimeUs = 5 } } }, "demonstration.rep_spans.reps[0]"),
            (d => d.ClearSource(), "demonstration"),
        })
        {
            var demonstration = Film();
            spoil(demonstration);

            Assert.Equal(field, FieldOf(await Refused(StatusCode.InvalidArgument, () => Preview(demonstration))));
        }
    }

    [Fact]
    public async Task The_largest_demonstration_that_is_allowed_gets_through()
    {
        var demonstration = new Demonstration { Frames = new DemonstrationFrames { Capture = Tape.Header() } };
        var compact = ByteString.CopyFrom(new byte[232]);
        demonstration.Frames.Frames.AddRange(Enumerable.Range(0, 36_000).Select(i => new RecordedFrame { TimeUs = (ulong)(i * 8333L), Compact = compact }));
        Assert.InRange(demonstration.CalculateSize(), 8_500_000, 10_000_000);

        var error = await Refused(StatusCode.InvalidArgument, () => Preview(demonstration));

        Assert.Equal("DEMONSTRATION_REFUSED", ReasonOf(error));
    }

    private Task<PreviewTrainingResponse> Preview(Demonstration demonstration) => As("athlete", "anna").Models.PreviewTrainingAsync(
        new PreviewTrainingRequest { Demonstration = demonstration }, cancellationToken: Patience).ResponseAsync;

    private async Task<IReadOnlyList<ModelVersion>> Versions(string user, string athlete) => (await As("athlete", user).Models.ListModelVersionsAsync(
        new ListModelVersionsRequest { AthleteId = athlete, ExerciseId = "squat" }, cancellationToken: Patience)).Versions;

    private static TrainRequest Train(bool activate) => new()
    {
        RequestId = Guid.NewGuid().ToString(),
        AthleteId = "anna",
        ExerciseId = "squat",
        Demonstration = Film(),
        Activate = activate,
    };

    private static Demonstration Film()
    {
        var frames = new DemonstrationFrames { Capture = Tape.Header() };
        foreach (var frame in s_shown.Frames)
        {
            var recorded = new RecordedFrame { TimeUs = (ulong)(frame.CaptureMicros - Epoch), Floats = new FloatLandmarks() };
            recorded.Floats.Values.AddRange(frame.Landmarks.ToArray().SelectMany(l => new[] { l.X, l.Y, l.Z, l.Visibility }));
            frames.Frames.Add(recorded);
        }

        return new Demonstration { Frames = frames };
    }
}
