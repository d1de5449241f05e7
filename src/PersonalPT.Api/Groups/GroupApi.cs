using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Hosting;
using PersonalPT.Api.Access;
using PersonalPT.Api.Errors;
using PersonalPT.Api.History;
using PersonalPT.Api.Limits;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Gyms;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Identity;
using PersonalPT.Protocol.V1;
using GroupPhase = PersonalPT.Contracts.Groups.GroupPhase;

namespace PersonalPT.Api.Groups;

/// <summary>Group sessions.</summary>
internal sealed class GroupApi(
    IGrainFactory grains,
    GroupList list,
    IGroupBoards boards,
    IGroupEntrance entrance,
    IGroupResultFiles files,
    KnownSessions sessions,
    IGroupStore store,
    GroupCodeGuesses guesses,
    GuestTokens guests,
    LocalAccounts accounts,
    ApiOptions options,
    Admission admission,
    SlowReaders slow,
    IHostApplicationLifetime lifetime,
    TimeProvider time) : GroupService.GroupServiceBase
{
    private const int DefaultPage = 50;
    private const int LargestPage = 200;

    // A clock that is wrong by less is as good as the network that tells it.
    private const long CloseEnoughMicros = 2_000_000;

    /// <inheritdoc/>
    public override async Task<PlanGroupResponse> PlanGroup(PlanGroupRequest request, ServerCallContext context)
    {
        if (!Identifiers.IsUuid(request.GroupId))
            throw Refusals.BadRequest("group_id", $"A group's id is {Identifiers.UuidRule}.");

        var caller = Caller.Of(context);
        var plan = GroupChecks.Plan(request.Plan);
        foreach (var exercise in plan.Rounds.Select(r => r.ExerciseId).Distinct())
        {
            if (!await grains.GetGrain<ICatalogGrain>(caller.GymId).Has(exercise))
                throw Refusals.UnknownExercise($"There is no exercise '{exercise}' in this gym.");
        }

        return new PlanGroupResponse { Group = Done(await Of(caller, request.GroupId).Plan(plan, caller.UserId), request.GroupId, caller) };
    }

    /// <inheritdoc/>
    public override async Task<GetGroupResponse> GetGroup(GetGroupRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var group = await Of(caller, request.GroupId).Get() ?? throw Refusals.GroupNotFound(request.GroupId);
        return new GetGroupResponse { Group = WireGroups.Write(group, caller) };
    }

    /// <inheritdoc/>
    public override async Task<ListGroupsResponse> ListGroups(ListGroupsRequest request, ServerCallContext context)
    {
        if (request.PageSize > LargestPage)
            throw Refusals.BadRequest("page_size", $"Must be 1 to {LargestPage}; 0 means {DefaultPage}.");

        var caller = Caller.Of(context);
        var size = request.PageSize == 0 ? DefaultPage : (int)request.PageSize;
        var before = PageToken.Read(request.PageToken, "page_token") is { } place ? new GroupPosition(place.StartedMicros, place.SessionId) : (GroupPosition?)null;
        var (groups, next) = await list.Page(caller, request.OpenOnly, before, size, context.CancellationToken);
        var response = new ListGroupsResponse();
        response.Groups.AddRange(groups.Select(group => WireGroups.Write(group, caller)));
        if (next is { } position)
            response.NextPageToken = PageToken.Write(new HistoryPosition(position.PlannedMicros, position.GroupId));
        return response;
    }

    /// <inheritdoc/>
    public override async Task<JoinGroupResponse> JoinGroup(JoinGroupRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var athlete = caller.AthleteOr(request.AthleteId);
        var nickname = GroupChecks.Nickname(request.Nickname);
        var offset = GroupChecks.ClockOffset(request.ClientTimeUs, time.UtcMicros());
        if (request.SessionId.Length > 0
            && await sessions.Find(new SessionKey(caller.GymId, request.SessionId), context.CancellationToken) is var session && session?.AthleteId != athlete)
            throw Refusals.BadRequest("session_id", "Must be a session of the athlete who joins.");

        var command = new JoinGroup(
            athlete,
            request.SessionId.Length > 0 ? request.SessionId : null,
            nickname,
            !request.Unranked,
            Math.Abs(offset) < CloseEnoughMicros ? 0 : offset,
            []);
        var entry = await entrance.Join(caller, request.Code, command, context.CancellationToken);
        var answer = entry.Outcome switch
        {
            GroupEntryOutcome.Opened => entry.Answer!,
            GroupEntryOutcome.GuessedTooOften => throw Refusals.RateLimited(GroupCodeGuesses.Refill),
            _ => throw Refusals.NoGroupHasCode(),
        };
        return new JoinGroupResponse
        {
            Group = Done(answer, answer.Group?.Group.GroupId ?? "", caller),
            ParticipantNumber = (uint)answer.ParticipantNumber,
        };
    }

    /// <inheritdoc/>
    [AllowAnonymous]
    public override async Task<JoinAsGuestResponse> JoinAsGuest(JoinAsGuestRequest request, ServerCallContext context)
    {
        var gym = request.GymId.Length > 0 ? request.GymId : options.Issuer?.Claims.Gym ?? await accounts.Gym(context.CancellationToken) ?? "";
        if (!Identifiers.IsName(gym))
            throw Refusals.BadRequest("gym_id", $"Must name the gym: {Identifiers.NameRule}.");
        if (GroupChecks.Nickname(request.Nickname) is not { } nickname)
            throw Refusals.BadRequest("nickname", "Must say how boards and results name the guest.");
        if (!Guid.TryParseExact(request.JoinId, "D", out var join) || !Identifiers.IsUuid(request.JoinId))
            throw Refusals.BadRequest("join_id", $"Must be {Identifiers.UuidRule}.");

        var offset = GroupChecks.ClockOffset(request.ClientTimeUs, time.UtcMicros());
        var guesser = Guesser.Of(gym, context.GetHttpContext());
        if (!guesses.HasLeft(guesser))
            throw Refusals.RateLimited(GroupCodeGuesses.Refill);
        var group = GroupCode.Read(request.Code) is { } code ? await store.FindByCode(gym, code, context.CancellationToken) : null;
        if (group is null)
        {
            guesses.Wrong(guesser);
            throw Refusals.NoGroupHasCode();
        }

        var guest = GuestTokens.Name(group.Value, join);
        var answer = await grains.GetGrain<IGroupSessionGrain>(group.Value.ToString()).Join(
            new JoinGroup(guest.UserId, null, nickname, !request.Unranked, Math.Abs(offset) < CloseEnoughMicros ? 0 : offset, []));
        var joined = Done(answer, group.Value.GroupId, guest);
        var (token, until) = guests.Give(guest);
        return new JoinAsGuestResponse
        {
            Token = token,
            ExpiresTimeUs = until,
            AthleteId = guest.UserId,
            SessionId = guest.GuestSessionId,
            Group = joined,
            ParticipantNumber = (uint)answer.ParticipantNumber,
        };
    }

    /// <inheritdoc/>
    public override async Task<LeaveGroupResponse> LeaveGroup(LeaveGroupRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        Done(await Of(caller, request.GroupId).Leave(caller.AthleteOr(request.AthleteId)), request.GroupId, caller);
        return new LeaveGroupResponse();
    }

    /// <inheritdoc/>
    public override async Task<StartGroupResponse> StartGroup(StartGroupRequest request, ServerCallContext context) =>
        new() { Group = await Lead(request.GroupId, context, grain => grain.Start()) };

    /// <inheritdoc/>
    public override async Task<PauseGroupResponse> PauseGroup(PauseGroupRequest request, ServerCallContext context) =>
        new() { Group = await Lead(request.GroupId, context, grain => grain.Pause()) };

    /// <inheritdoc/>
    public override async Task<ResumeGroupResponse> ResumeGroup(ResumeGroupRequest request, ServerCallContext context) =>
        new() { Group = await Lead(request.GroupId, context, grain => grain.Resume()) };

    /// <inheritdoc/>
    public override async Task<SkipPhaseResponse> SkipPhase(SkipPhaseRequest request, ServerCallContext context) =>
        new() { Group = await Lead(request.GroupId, context, grain => grain.Skip((GroupPhase)request.Phase, GroupChecks.Number(request.RoundNumber, "round_number"))) };

    /// <inheritdoc/>
    public override async Task<FinishGroupResponse> FinishGroup(FinishGroupRequest request, ServerCallContext context) =>
        new() { Group = await Lead(request.GroupId, context, grain => grain.Finish()) };

    /// <inheritdoc/>
    public override async Task<MuteParticipantResponse> MuteParticipant(MuteParticipantRequest request, ServerCallContext context)
    {
        await Lead(request.GroupId, context, grain => grain.Mute(GroupChecks.Number(request.ParticipantNumber, "participant_number"), muted: true));
        return new MuteParticipantResponse();
    }

    /// <inheritdoc/>
    public override async Task<UnmuteParticipantResponse> UnmuteParticipant(UnmuteParticipantRequest request, ServerCallContext context)
    {
        await Lead(request.GroupId, context, grain => grain.Mute(GroupChecks.Number(request.ParticipantNumber, "participant_number"), muted: false));
        return new UnmuteParticipantResponse();
    }

    /// <inheritdoc/>
    public override async Task<RemoveParticipantResponse> RemoveParticipant(RemoveParticipantRequest request, ServerCallContext context)
    {
        await Lead(request.GroupId, context, grain => grain.Remove(GroupChecks.Number(request.ParticipantNumber, "participant_number")));
        return new RemoveParticipantResponse();
    }

    /// <inheritdoc/>
    public override async Task WatchGroup(WatchGroupRequest request, IServerStreamWriter<WatchGroupResponse> responseStream, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        using var place = admission.EnterWatcher();
        using var responses = slow.Watch(responseStream, context.GetHttpContext().Abort);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        var exists = false;
        try
        {
            await foreach (var board in boards.Watch(new GroupKey(caller.GymId, request.GroupId), ends.Token))
            {
                exists = true;
                // Who is removed meanwhile sees no more.
                var cut = board.CutFor(caller, request.ForControl) ?? throw Refusals.NotYours();
                await responses.WriteAsync(new WatchGroupResponse { Board = WireGroups.Write(cut) }, ends.Token);
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
        {
            throw Refusals.Unavailable("The server is going away. Watch again.");
        }

        if (!exists)
            throw Refusals.GroupNotFound(request.GroupId);
    }

    /// <inheritdoc/>
    public override async Task<GetGroupResultsResponse> GetGroupResults(GetGroupResultsRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var results = await Of(caller, request.GroupId).Results() ?? throw Refusals.GroupNotFound(request.GroupId);
        var response = new GetGroupResultsResponse { Group = WireGroups.Write(results.Group, caller), Final = results.Final };
        response.Results.AddRange(results.Results.Select(result => WireGroups.Write(result, caller)));
        return response;
    }

    /// <inheritdoc/>
    public override async Task ExportGroupResults(
        ExportGroupResultsRequest request, IServerStreamWriter<ExportGroupResultsResponse> responseStream, ServerCallContext context)
    {
        if (request.Format is not (ExportFormat.Csv or ExportFormat.Json))
            throw Refusals.BadRequest("format", "Must be EXPORT_FORMAT_CSV or EXPORT_FORMAT_JSON.");

        var caller = Caller.Of(context);
        var results = await Of(caller, request.GroupId).Results() ?? throw Refusals.GroupNotFound(request.GroupId);
        var file = files.Write(results, caller, request.Format == ExportFormat.Csv ? GroupFileFormat.Csv : GroupFileFormat.Json);
        using var responses = slow.Watch(responseStream, context.GetHttpContext().Abort);
        foreach (var chunk in GroupExport.Pieces(file))
            await responses.WriteAsync(new ExportGroupResultsResponse { Chunk = UnsafeByteOperations.UnsafeWrap(chunk) }, context.CancellationToken);
    }

    private async Task<Group> Lead(string groupId, ServerCallContext context, Func<IGroupSessionGrain, Task<GroupAnswer>> call)
    {
        var caller = Caller.Of(context);
        return Done(await call(Of(caller, groupId)), groupId, caller);
    }

    private IGroupSessionGrain Of(Member caller, string groupId) => grains.GetGrain<IGroupSessionGrain>(new GroupKey(caller.GymId, groupId).ToString());

    private static Group Done(GroupAnswer answer, string groupId, Member caller) => answer.Outcome == GroupOutcome.Done && answer.Group is { } group
        ? WireGroups.Write(group, caller)
        : throw Refusals.Of(answer.Outcome, groupId);
}
