using Grpc.Core;
using PersonalPT.Api.Access;
using PersonalPT.Api.Errors;
using PersonalPT.Api.Sessions;
using PersonalPT.Api.Tracking;
using PersonalPT.Api.Wire;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Protocol.V1;
using CueSent = PersonalPT.Contracts.Sessions.CueSent;
using Domain = PersonalPT.Contracts.Coaching;

namespace PersonalPT.Api.Coaching;

/// <summary>Athletes and their coaches.</summary>
internal sealed class CoachingApi(Domain.AthleteGrants grants, GrantedAccess access, LiveSessionList live, ISessionAccess sessions)
    : CoachingService.CoachingServiceBase
{
    /// <inheritdoc/>
    public override async Task<GrantResponse> Grant(GrantRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        CheckCoach(request.CoachId);
        var scopes = WireGrants.Read(request.Scopes, "scopes");
        var until = request.UntilTimeUs == 0 ? (long?)null : request.UntilTimeUs;
        return await grants.Give(caller, request.CoachId, scopes, until, context.CancellationToken) switch
        {
            (Domain.GrantOutcome.Given, { } grant) => new GrantResponse { Grant = WireGrants.Write(grant) },
            (Domain.GrantOutcome.OneSelf, _) => throw Refusals.BadRequest("coach_id", "Your own things are open to you already."),
            (Domain.GrantOutcome.Over, _) => throw Refusals.BadRequest("until_time_us", "Must lie in the future; 0 means until it is revoked."),
            (Domain.GrantOutcome.TooMany, _) => throw Refusals.TooManyGrants(Domain.AthleteGrants.Most),
            var (outcome, _) => throw new InvalidOperationException($"No refusal for {outcome}."),
        };
    }

    /// <inheritdoc/>
    public override async Task<RevokeResponse> Revoke(RevokeRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        CheckCoach(request.CoachId);
        var revoked = await grants.Revoke(caller.GymId, caller.AthleteOr(request.AthleteId), request.CoachId, context.CancellationToken);
        return new RevokeResponse { Revoked = revoked };
    }

    /// <inheritdoc/>
    public override async Task<ListGrantsResponse> ListGrants(ListGrantsRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var response = new ListGrantsResponse();
        response.Grants.AddRange((await grants.Of(caller.GymId, caller.AthleteOr(request.AthleteId), context.CancellationToken)).Select(WireGrants.Write));
        return response;
    }

    /// <inheritdoc/>
    public override async Task<ListMyAthletesResponse> ListMyAthletes(ListMyAthletesRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var mine = await access.Of(caller, context.CancellationToken);
        var watched = mine.Where(grant => grant.Scopes.HasFlag(Domain.GrantScopes.Live)).Select(grant => grant.AthleteId).ToHashSet(StringComparer.Ordinal);
        var sessions = watched.Count == 0 ? [] : await live.Of(caller.GymId, watched.Contains);
        var response = new ListMyAthletesResponse();
        foreach (var grant in mine)
        {
            var athlete = new CoachedAthlete { Grant = WireGrants.Write(grant) };
            athlete.LiveSessions.AddRange(sessions.Where(session => session.AthleteId == grant.AthleteId).Select(WireEvents.Write));
            response.Athletes.Add(athlete);
        }

        return response;
    }

    /// <inheritdoc/>
    public override async Task<SendCueResponse> SendCue(SendCueRequest request, ServerCallContext context)
    {
        CheckCue(request.CueId);
        var (text, preset) = WireCues.Read(request);
        var caller = Caller.Of(context);
        var result = await sessions.Of(new SessionKey(caller.GymId, request.SessionId)).SendCue(new CueSent(request.CueId, caller.UserId, text, preset));
        return new SendCueResponse { Event = Written(result, request.SessionId, request.CueId) };
    }

    /// <inheritdoc/>
    public override async Task<AcknowledgeCueResponse> AcknowledgeCue(AcknowledgeCueRequest request, ServerCallContext context)
    {
        CheckCue(request.CueId);
        var result = await sessions.Of(new SessionKey(Caller.Of(context).GymId, request.SessionId)).AcknowledgeCue(request.CueId);
        return new AcknowledgeCueResponse { Event = Written(result, request.SessionId, request.CueId) };
    }

    private static Protocol.V1.SessionEvent Written(CueResult result, string sessionId, string cueId) =>
        result.Event is { } entry ? WireEvents.Write(entry) : throw Refusals.Of(result.Outcome, sessionId, cueId);

    private static void CheckCue(string cueId)
    {
        if (!Identifiers.IsUuid(cueId))
            throw Refusals.BadRequest("cue_id", $"A cue's id is {Identifiers.UuidRule}.");
    }

    private static void CheckCoach(string coachId)
    {
        if (!Identifiers.IsPerson(coachId))
            throw Refusals.BadRequest("coach_id", $"A coach's id is {Identifiers.PersonRule}.");
    }
}
