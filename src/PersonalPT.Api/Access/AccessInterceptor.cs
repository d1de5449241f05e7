using Grpc.Core;
using Grpc.Core.Interceptors;
using PersonalPT.Api.Errors;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Api.Access;

/// <summary>
/// Holds every call against its row of the permission table before the service sees it. Of a stream of requests it is the first that says what is
/// reached for. Calls of other contracts (health, reflection) are left to the endpoint's own policy.
/// </summary>
internal sealed class AccessInterceptor(KnownSessions sessions, GrantedAccess access, IGrainFactory grains, TimeProvider time) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        await Check(request, context);
        return await continuation(request, context);
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        await Check(request, context);
        await continuation(request, responseStream, context);
    }

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
        continuation(new CheckedRequests<TRequest>(requestStream, request => Check(request, context)), context);

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        continuation(new CheckedRequests<TRequest>(requestStream, request => Check(request, context)), responseStream, context);

    private async ValueTask Check(object request, ServerCallContext context)
    {
        if (!context.Method.StartsWith("/personalpt.", StringComparison.Ordinal))
            return;

        var policy = RpcPolicies.Find(context.Method) ?? throw new RpcException(new Status(StatusCode.PermissionDenied, "Nobody may make this call."));
        if (policy.IsOpen)
            return;

        var caller = Caller.Of(context);
        if (caller.IsGuest)
            await CheckGuest(policy, request, caller);
        foreach (var target in policy.Targets(request))
            await Check(target, caller, context);
    }

    // What a guest may is never more than what an athlete may of his own, and only as long as there is his group.
    private async ValueTask CheckGuest(RpcPolicy policy, object request, Member guest)
    {
        var grain = grains.GetGrain<IGroupSessionGrain>(new GroupKey(guest.GymId, guest.GroupId!).ToString());
        if (policy.Guest is not { } keepsTo)
            throw Refusals.NotForGuests();
        if (await grain.Get() is not { } group || (group.EndedMicros is { } ended && ended + (long)GuestTokens.AfterGroup.TotalMicroseconds <= time.UtcMicros()))
            throw Refusals.GuestsGroupOver();
        if (await grain.HasAthlete(guest.UserId) != true || !keepsTo(request, guest, group))
            throw Refusals.NotForGuests();
    }

    private async ValueTask Check(AccessTarget target, Member caller, ServerCallContext context)
    {
        var cancellationToken = context.CancellationToken;
        switch (target)
        {
            case AccessTarget.Gym:
                break;
            case AccessTarget.Catalog:
                if (!caller.KeepsCatalog)
                    throw Refusals.CatalogKeepersOnly();
                break;
            case AccessTarget.Athlete athlete:
                if (!await access.Opens(caller, AthleteOf(caller, athlete.AthleteId, athlete.Field), athlete.Scope, cancellationToken))
                    throw Refusals.NotYours();
                break;
            case AccessTarget.Bond bond:
                if (!caller.Sees(AthleteOf(caller, bond.AthleteId, bond.Field)) && bond.CoachId != caller.UserId)
                    throw Refusals.NotYours();
                break;
            case AccessTarget.Session session:
                if (!Identifiers.IsUuid(session.SessionId))
                    throw Refusals.BadRequest(session.Field, $"A session's id is {Identifiers.UuidRule}.");
                var key = new SessionKey(caller.GymId, session.SessionId);
                ErasedSessions.Say(context, key);
                var known = await sessions.Find(key, cancellationToken) ?? throw Refusals.SessionNotFound(session.SessionId);
                if (!caller.Sees(known.AthleteId) && !(GrantedAccess.AppliesTo(caller) && await access.Opens(
                    caller, known.AthleteId, await sessions.Needed(key, session.Scope, cancellationToken), cancellationToken)))
                    throw Refusals.NotYours();
                break;
            case AccessTarget.Leading:
                if (!caller.LeadsGroups)
                    throw Refusals.StaffOnly();
                break;
            case AccessTarget.Group group:
                if (!Identifiers.IsUuid(group.GroupId))
                    throw Refusals.BadRequest(group.Field, $"A group's id is {Identifiers.UuidRule}.");
                if (!(await grains.OpensGroup(caller, group.GroupId) ?? throw Refusals.GroupNotFound(group.GroupId)))
                    throw Refusals.NotYours();
                break;
            case AccessTarget.Person person:
                if (!caller.DisposesOf(AthleteOf(caller, person.PersonId, person.Field)))
                    throw Refusals.NotYours();
                break;
            case AccessTarget.Audit:
                if (!caller.SeesAudit)
                    throw Refusals.AuditReadersOnly();
                break;
            case AccessTarget.Accounts:
                if (!caller.KeepsAccounts)
                    throw Refusals.AdministratorsOnly();
                break;
            case AccessTarget.Administration:
                if (!caller.Administers)
                    throw Refusals.AdministratorsOnly();
                break;
            case AccessTarget.Missing missing:
                throw Refusals.BadRequest(missing.Field, missing.Description);
            default:
                throw new ArgumentOutOfRangeException(nameof(target), target, "No rule for this target.");
        }
    }

    private static string AthleteOf(Member caller, string athleteId, string field)
    {
        var id = caller.AthleteOr(athleteId);
        return Identifiers.IsPerson(id) ? id : throw Refusals.BadRequest(field, $"An athlete's id is {Identifiers.PersonRule}.");
    }

    private sealed class CheckedRequests<T>(IAsyncStreamReader<T> requests, Func<object, ValueTask> check) : IAsyncStreamReader<T>
    {
        private bool _checked;

        public T Current => requests.Current;

        public Task<bool> MoveNext(CancellationToken cancellationToken) =>
            _checked ? requests.MoveNext(cancellationToken) : MoveToFirst(cancellationToken);

        private async Task<bool> MoveToFirst(CancellationToken cancellationToken)
        {
            if (!await requests.MoveNext(cancellationToken))
                return false;

            await check(requests.Current!);
            _checked = true;
            return true;
        }
    }
}
