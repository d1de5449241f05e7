using Google.Protobuf;
using Grpc.Core;
using PersonalPT.Api.Access;
using PersonalPT.Api.Errors;
using PersonalPT.Api.Tracking;
using PersonalPT.Api.Wire;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Coaching;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Recordings;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Models;

/// <summary>Teaching, and the versions that come of it.</summary>
internal sealed class ModelApi(
    IGrainFactory grains, ISessionAccess sessions, TrainingAdmission admission, IRecordings recordings, KnownSessions known, GrantedAccess access)
    : ModelService.ModelServiceBase
{
    private const int LargestFile = 16 * 1024;

    /// <inheritdoc/>
    public override async Task<PreviewTrainingResponse> PreviewTraining(PreviewTrainingRequest request, ServerCallContext context)
    {
        using var place = await admission.Enter(context.CancellationToken);
        var (lesson, epoch) = await ReadLesson(request.Demonstration, Caller.Of(context), context.CancellationToken);
        var result = await grains.GetGrain<ITrainingGrain>(0).Preview(lesson);
        if (result.Refusal is { } refusal)
            throw Refusals.Of(refusal);
        return WireModels.Write(result.Preview!, epoch);
    }

    /// <inheritdoc/>
    public override async Task<TrainResponse> Train(TrainRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        CheckRequest(request.RequestId);
        var model = Find(caller, request.AthleteId, request.ExerciseId);
        using var place = await admission.Enter(context.CancellationToken);
        var (lesson, _) = await ReadLesson(request.Demonstration, caller, context.CancellationToken);
        return new TrainResponse { Version = Write(await model.Train(request.RequestId, lesson, request.Activate, caller.UserId)) };
    }

    /// <inheritdoc/>
    public override async Task<ListModelVersionsResponse> ListModelVersions(ListModelVersionsRequest request, ServerCallContext context)
    {
        var versions = await Find(Caller.Of(context), request.AthleteId, request.ExerciseId).Versions();
        var response = new ListModelVersionsResponse();
        response.Versions.AddRange(versions.Select(WireModels.Write));
        return response;
    }

    /// <inheritdoc/>
    public override async Task<ActivateModelResponse> ActivateModel(ActivateModelRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var model = Find(caller, request.AthleteId, request.ExerciseId);
        return new ActivateModelResponse { Version = Write(await model.Activate(ReadVersion(request.Version, "version"), caller.UserId)) };
    }

    /// <inheritdoc/>
    public override async Task<RollBackModelResponse> RollBackModel(RollBackModelRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var model = Find(caller, request.AthleteId, request.ExerciseId);
        return new RollBackModelResponse { Version = Write(await model.RollBack(ReadVersion(request.FromVersion, "from_version"), caller.UserId)) };
    }

    /// <inheritdoc/>
    public override async Task<ExportModelResponse> ExportModel(ExportModelRequest request, ServerCallContext context)
    {
        var model = Find(Caller.Of(context), request.AthleteId, request.ExerciseId);
        var version = request.Version == 0 ? 0 : ReadVersion(request.Version, "version");
        var content = await model.Content(version);
        var described = content is null ? null : (await model.Versions()).FirstOrDefault(v => v.Reference == content.Reference);
        if (content is null || described is null)
        {
            var what = version == 0 ? "no active version" : $"no version {version}";
            throw Refusals.NoSuchVersion($"There is {what} of '{request.ExerciseId}' to export.");
        }

        return new ExportModelResponse { Version = WireModels.Write(described), Model = UnsafeByteOperations.UnsafeWrap(content.File) };
    }

    /// <inheritdoc/>
    public override async Task<ImportModelResponse> ImportModel(ImportModelRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        CheckRequest(request.RequestId);
        if (request.Model.Length is 0 or > LargestFile)
            throw Refusals.BadRequest("model", $"Must be a model file of 1 to {LargestFile} bytes.");

        var model = Find(caller, request.AthleteId, request.ExerciseId);
        return new ImportModelResponse
        {
            Version = Write(await model.Import(request.RequestId, request.Model.ToByteArray(), request.Activate, caller.UserId)),
        };
    }

    private IModelGrain Find(Member caller, string athleteId, string exerciseId)
    {
        if (InputChecks.CheckExercise(exerciseId, "exercise_id") is { } violation)
            throw Refusals.BadRequest([violation]);
        return grains.GetGrain<IModelGrain>(new ModelKey(caller.GymId, athleteId, exerciseId).ToString());
    }

    private async Task<(Lesson Lesson, long EpochMicros)> ReadLesson(Demonstration? demonstration, Member caller, CancellationToken cancellationToken)
    {
        switch (demonstration?.SourceCase)
        {
            case Demonstration.SourceOneofCase.Frames:
                var frames = Demonstrations.ReadFrames(demonstration.Frames, out var epoch);
                return (new Lesson(frames, Demonstrations.ReadLabels(demonstration, epoch), demonstration.SwapPoses), epoch);
            case Demonstration.SourceOneofCase.Session:
                var held = await ReadSession(demonstration.Session, caller, cancellationToken);
                return (new Lesson(held, Demonstrations.ReadLabels(demonstration, 0), demonstration.SwapPoses), 0);
            default:
                throw Refusals.BadRequest("demonstration", "Must hold frames, or a span of a session.");
        }
    }

    // From memory while the session holds them; else from its recording, where there is one and the caller may have it.
    private async Task<PackedFrames> ReadSession(SessionSpan span, Member caller, CancellationToken cancellationToken)
    {
        var stretch = Demonstrations.ReadSpan(span.StartTimeUs, span.EndTimeUs, 0, "demonstration.session");
        var key = new SessionKey(caller.GymId, span.SessionId);
        var held = await sessions.Of(key).HeldFrames(stretch);
        if (held is not { CaptureMicros.Length: > 0 } && await known.Find(key, cancellationToken) is { } session
            && await access.Opens(caller, session.AthleteId, GrantScopes.Recordings, cancellationToken))
        {
            Demonstrations.CheckLength(stretch, "demonstration.session");
            held = await recordings.Frames(key, stretch, cancellationToken) ?? held;
        }

        return held switch
        {
            null => throw Refusals.FramesNotHeld(
                "The session holds no frames: start it with hold_frames_for_teaching and teach while it runs, or with record."),
            { CaptureMicros.Length: 0 } => throw Refusals.FramesNotHeld(
                "There are no frames of this stretch: a session holds its last five minutes only, and a recording what came while it was recorded."),
            var frames => frames,
        };
    }

    private static Protocol.V1.ModelVersion Write(ModelResult result) =>
        result.Refusal is { } refusal ? throw Refusals.Of(refusal) : WireModels.Write(result.Version!);

    private static int ReadVersion(uint version, string field) =>
        version is >= 1 and <= int.MaxValue ? (int)version : throw Refusals.BadRequest(field, "Versions are numbered from 1 on.");

    private static void CheckRequest(string requestId)
    {
        if (!Identifiers.IsUuid(requestId))
            throw Refusals.BadRequest("request_id", $"A request's id is {Identifiers.UuidRule}.");
    }
}
