using Grpc.Core;
using PersonalPT.Api.Access;
using PersonalPT.Api.Errors;
using PersonalPT.Api.Limits;
using PersonalPT.Api.Tracking;
using PersonalPT.Api.Wire;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Coaching;
using PersonalPT.Contracts.Gyms;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Protocol.V1;
using PlanReference = PersonalPT.Contracts.Plans.PlanReference;

namespace PersonalPT.Api.Sessions;

/// <summary>The life of a session.</summary>
internal sealed class SessionApi(
    IGrainFactory grains, ISessionAccess sessions, LiveSessionList live, KnownSessions known, GrantedAccess access, IPlanStore plans, Admission admission,
    ApiOptions options)
    : SessionService.SessionServiceBase
{
    /// <inheritdoc/>
    public override async Task<StartSessionResponse> StartSession(StartSessionRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        if (!Identifiers.IsUuid(request.SessionId))
            throw Refusals.BadRequest("session_id", $"A session's id is {Identifiers.UuidRule}.");
        if (InputChecks.CheckExercise(request.ExerciseId, "exercise_id") is { } violation)
            throw Refusals.BadRequest([violation]);

        if (request.PlanId.Length > 0)
            WirePlans.CheckPlan(request.PlanId);

        var command = new StartSession(
            caller.AthleteOr(request.AthleteId), request.ExerciseId, CaptureHeaders.Read(request.Capture, "capture"), request.HoldFramesForTeaching)
        {
            Record = request.Record,
        };
        if (command.Record && command.AthleteId != caller.UserId)
            throw Refusals.RecordAthleteOnly();
        if (command.Record && options.RecordingRetention == TimeSpan.Zero)
            throw Refusals.RecordingsOff();

        var key = new SessionKey(caller.GymId, request.SessionId);
        // One that is there already only comes back, also where its plan was changed or deleted since.
        var isNew = await known.Find(key, context.CancellationToken) is null;
        if (request.PlanId.Length > 0)
            command = command with { Plan = isNew ? await Newest(key.GymId, command.AthleteId, request.PlanId, context.CancellationToken) : new PlanReference(request.PlanId, 0) };
        var result = isNew ? await StartNew(key, command) : await sessions.Of(key).Start(command);
        return result.Outcome switch
        {
            StartSessionOutcome.Started => new StartSessionResponse { Session = WireEvents.Write(result.Session!) },
            StartSessionOutcome.UnknownExercise => throw Refusals.UnknownExercise(
                $"There is no exercise '{request.ExerciseId}' in this gym that somebody has taught. Choose one of the gym's exercises, or teach it first."),
            StartSessionOutcome.Conflict => throw Refusals.SessionConflict(request.SessionId),
            _ => throw new InvalidOperationException($"No answer for {result.Outcome}."),
        };
    }

    /// <inheritdoc/>
    public override async Task<SelectExerciseResponse> SelectExercise(SelectExerciseRequest request, ServerCallContext context)
    {
        if (InputChecks.CheckExercise(request.ExerciseId, "exercise_id") is { } violation)
            throw Refusals.BadRequest([violation]);

        var session = await Submit(request.SessionId, request.InputSeq, InputKind.SelectExercise, request.TimeUs, request.ExerciseId, context);
        return new SelectExerciseResponse { Session = WireEvents.Write(session) };
    }

    /// <inheritdoc/>
    public override async Task<EndSessionResponse> EndSession(EndSessionRequest request, ServerCallContext context)
    {
        var session = await Submit(request.SessionId, request.InputSeq, InputKind.EndSession, request.TimeUs, null, context);
        return new EndSessionResponse { Session = WireEvents.Write(session) };
    }

    /// <inheritdoc/>
    public override async Task<GetSessionResponse> GetSession(GetSessionRequest request, ServerCallContext context)
    {
        var key = new SessionKey(Caller.Of(context).GymId, request.SessionId);
        var session = await sessions.Of(key).Get() ?? throw Refusals.SessionNotFound(request.SessionId);
        return new GetSessionResponse { Session = WireEvents.Write(session) };
    }

    /// <inheritdoc/>
    public override async Task<ListLiveSessionsResponse> ListLiveSessions(ListLiveSessionsRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var granted = (await access.Of(caller, context.CancellationToken))
            .Where(grant => grant.Scopes.HasFlag(GrantScopes.Live)).Select(grant => grant.AthleteId).ToHashSet(StringComparer.Ordinal);
        var response = new ListLiveSessionsResponse();
        response.Sessions.AddRange((await live.Of(caller.GymId, id => caller.Sees(id) || granted.Contains(id))).Select(WireEvents.Write));
        return response;
    }

    private async Task<PlanReference> Newest(string gymId, string athleteId, string planId, CancellationToken cancellationToken)
    {
        var plan = await plans.Find(new PlanKey(gymId, athleteId, planId), 0, cancellationToken) ?? throw Refusals.PlanNotFound(planId);
        return plan.IsDeleted ? throw Refusals.PlanDeleted(planId) : new PlanReference(planId, plan.Revision);
    }

    private async Task<StartSessionResult> StartNew(SessionKey key, StartSession command)
    {
        var limits = options.Limits;
        using var entry = admission.EnterSession();
        var gym = grains.GetGrain<IGymGrain>(key.GymId);
        switch (await gym.TakePlace(key.SessionId, command.AthleteId, limits.SessionsPerAthlete, limits.SessionsPerGym))
        {
            case PlaceOutcome.AthleteIsFull:
                throw Refusals.TooManySessions("An athlete", limits.SessionsPerAthlete);
            case PlaceOutcome.GymIsFull:
                throw Refusals.TooManySessions("A gym", limits.SessionsPerGym);
        }

        StartSessionResult? result = null;
        try
        {
            // Not before the gym has let it in: an athlete who has all his sessions takes nobody's turn, however often he asks.
            entry.TakeTurn();
            result = await sessions.Of(key).Start(command);
            if (result.Outcome == StartSessionOutcome.Started)
                entry.Begun();
            return result;
        }
        finally
        {
            if (result?.Outcome != StartSessionOutcome.Started)
                await gym.LeavePlace(key.SessionId);
        }
    }

    private async Task<SessionSnapshot> Submit(
        string sessionId, ulong inputSeq, InputKind kind, ulong timeMicros, string? exerciseId, ServerCallContext context)
    {
        if (InputChecks.CheckSeq(inputSeq, "input_seq") is { } wrongSeq)
            throw Refusals.BadRequest([wrongSeq]);
        if (InputChecks.CheckTime(timeMicros, "time_us") is { } wrongTime)
            throw Refusals.BadRequest([wrongTime]);

        var key = new SessionKey(Caller.Of(context).GymId, sessionId);
        var session = await known.Find(key, context.CancellationToken) ?? throw Refusals.SessionNotFound(sessionId);
        var grain = sessions.Of(key);
        // A caller who waits for the answer is told before the input is used up; over a stream the log tells.
        if (exerciseId is not null && await grains.GetGrain<ICatalogGrain>(key.GymId).Resolve(session.AthleteId, exerciseId) is null)
            throw Refusals.UnknownExercise($"There is no exercise '{exerciseId}' in this gym that somebody has taught.");

        var input = new SessionInput(kind, session.Capture.CaptureEpochMicros + (long)timeMicros, exerciseId);
        var result = await grain.Submit(BatchArrays.Single(inputSeq, input));
        switch (result.Outcome)
        {
            case SubmitOutcome.Taken:
            // Said again after it was done.
            case SubmitOutcome.Ended when result.Acknowledgement.NextInputSeq > (long)inputSeq:
                return await grain.Get() ?? throw Refusals.SessionNotFound(sessionId);
            default:
                throw Refusals.Of(result, sessionId);
        }
    }
}
