using Google.Protobuf;
using Grpc.Core;
using PersonalPT.Api.Access;
using PersonalPT.Api.Errors;
using PersonalPT.Api.History;
using PersonalPT.Api.Limits;
using PersonalPT.Api.Models;
using PersonalPT.Api.Wire;
using PersonalPT.Contracts.Coaching;
using PersonalPT.Contracts.Recordings;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Protocol.V1;
using Domain = PersonalPT.Contracts.Models;

namespace PersonalPT.Api.Recordings;

/// <summary>What was recorded of sessions.</summary>
internal sealed class RecordingApi(
    IRecordingStore store, IRecordings recordings, KnownSessions known, GrantLeases leases, TrainingAdmission admission, SlowReaders slow, ApiOptions options)
    : RecordingService.RecordingServiceBase
{
    private const int DefaultPage = 50;
    private const int LargestPage = 200;
    private const int MostVersions = 4;

    /// <inheritdoc/>
    public override async Task<ListRecordingsResponse> ListRecordings(ListRecordingsRequest request, ServerCallContext context)
    {
        if (request.PageSize > LargestPage)
            throw Refusals.BadRequest("page_size", $"Must be 1 to {LargestPage}; 0 means {DefaultPage}.");

        var caller = Caller.Of(context);
        var size = request.PageSize == 0 ? DefaultPage : (int)request.PageSize;
        var before = PageToken.Read(request.PageToken, "page_token");

        // One more than asked for tells whether there is another page.
        var found = await store.OfAthlete(caller.GymId, caller.AthleteOr(request.AthleteId), before, size + 1, context.CancellationToken);
        var response = new ListRecordingsResponse();
        response.Recordings.AddRange(found.Take(size).Select(recording => WireRecordings.Write(recording, options.RecordingRetention)));
        if (found.Count > size)
            response.NextPageToken = PageToken.Write(new HistoryPosition(found[size - 1].StartedMicros, found[size - 1].Session.SessionId));
        return response;
    }

    /// <inheritdoc/>
    public override async Task ExportRecording(
        ExportRecordingRequest request, IServerStreamWriter<ExportRecordingResponse> responseStream, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var key = new SessionKey(caller.GymId, request.SessionId);
        var session = await known.Find(key, context.CancellationToken) ?? throw Refusals.SessionNotFound(request.SessionId);
        using var lease = await leases.Take(caller, session.AthleteId, GrantScopes.Recordings, context.CancellationToken);
        using var responses = slow.Watch(responseStream, context.GetHttpContext().Abort);
        try
        {
            await foreach (var piece in (await LookThrough(key, lease.Over)).WithCancellation(lease.Over))
                await responses.WriteAsync(new ExportRecordingResponse { Chunk = UnsafeByteOperations.UnsafeWrap(piece) }, lease.Over);
        }
        catch (Exception) when (lease.IsLost)
        {
            throw Refusals.NotYours();
        }
    }

    /// <inheritdoc/>
    public override async Task<DeleteRecordingResponse> DeleteRecording(DeleteRecordingRequest request, ServerCallContext context) => new()
    {
        // Begun is begun, whether the caller waits or not.
        Deleted = await recordings.Delete(new SessionKey(Caller.Of(context).GymId, request.SessionId)),
    };

    /// <inheritdoc/>
    public override async Task<RescoreResponse> Rescore(RescoreRequest request, ServerCallContext context)
    {
        var key = new SessionKey(Caller.Of(context).GymId, request.SessionId);
        var session = await known.Find(key, context.CancellationToken) ?? throw Refusals.SessionNotFound(request.SessionId);
        if (request.Versions.Count is 0 or > MostVersions)
            throw Refusals.BadRequest("versions", $"Must be 1 to {MostVersions} versions.");

        var versions = request.Versions.Select((version, i) => ReadVersion(version, session.AthleteId, $"versions[{i}]")).ToArray();
        using var place = await admission.Enter(context.CancellationToken);
        var result = await recordings.Rescore(key, versions, context.CancellationToken);
        return result.Rescoring is { } rescoring ? WireRecordings.Write(rescoring) : throw Refuse(result.Refusal!, request);
    }

    // It is looked through before the first piece: that is work. What follows goes at the reader's pace, and takes nobody's place.
    private async Task<IAsyncEnumerable<ReadOnlyMemory<byte>>> LookThrough(SessionKey key, CancellationToken cancellationToken)
    {
        using var place = await admission.Enter(cancellationToken);
        return await recordings.Export(key, cancellationToken) ?? throw Refusals.RecordingNotFound(key.SessionId);
    }

    // Nobody's own models are told apart by counting with them: only the athlete's, and the gym's.
    private static Domain::ModelReference ReadVersion(ModelReference version, string athleteId, string field)
    {
        if (InputChecks.CheckExercise(version.ExerciseId, $"{field}.exercise_id") is { } violation)
            throw Refusals.BadRequest([violation]);
        if (version.AthleteId.Length > 0 && version.AthleteId != athleteId)
            throw Refusals.BadRequest($"{field}.athlete_id", "Must be the athlete of the session; empty: the gym's catalog.");
        return version.Version is >= 1 and <= int.MaxValue
            ? new Domain::ModelReference(version.AthleteId, version.ExerciseId, (int)version.Version)
            : throw Refusals.BadRequest($"{field}.version", "Versions are numbered from 1 on.");
    }

    private static RpcException Refuse(RescoreRefusal refusal, RescoreRequest request)
    {
        var field = $"versions[{refusal.Version}]";
        return refusal.Kind switch
        {
            RescoreRefusalKind.NotRecorded => Refusals.RecordingNotFound(request.SessionId),
            RescoreRefusalKind.OtherExercise => Refusals.BadRequest(
                $"{field}.exercise_id", $"The session never counted '{request.Versions[refusal.Version].ExerciseId}'."),
            RescoreRefusalKind.NoSuchVersion => Refusals.NoSuchVersion(refusal.Version < 0
                ? "A version that the session was counted with is not there any more."
                : $"There is no version {request.Versions[refusal.Version].Version} of this model of '{request.Versions[refusal.Version].ExerciseId}'."),
            RescoreRefusalKind.Busy => Refusals.Overloaded(),
            RescoreRefusalKind.Unreadable => Refusals.ModelUnreadable(request.SessionId),
            _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal.Kind, "No status for this refusal."),
        };
    }
}
