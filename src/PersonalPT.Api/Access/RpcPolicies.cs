using System.Collections.Frozen;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using PersonalPT.Api.Audit;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Coaching;
using PersonalPT.Contracts.Groups;
using PersonalPT.Protocol.V1;
using AuditAction = PersonalPT.Contracts.Audit.AuditAction;

namespace PersonalPT.Api.Access;

/// <summary>
/// Who may make which call: one row for every RPC of the contract. An RPC without a row stops the server at its start. A row says also what a coach
/// must have been granted; where it does not, no grant opens the call.
/// </summary>
internal static class RpcPolicies
{
    /// <summary>All services of the contract.</summary>
    public static readonly IReadOnlyList<ServiceDescriptor> Services =
    [
        .. TrackingServiceReflection.Descriptor.Services,
        .. SessionServiceReflection.Descriptor.Services,
        .. ModelServiceReflection.Descriptor.Services,
        .. ExerciseServiceReflection.Descriptor.Services,
        .. HistoryServiceReflection.Descriptor.Services,
        .. CoachingServiceReflection.Descriptor.Services,
        .. AccountServiceReflection.Descriptor.Services,
        .. GroupServiceReflection.Descriptor.Services,
        .. RecordingServiceReflection.Descriptor.Services,
        .. PlanServiceReflection.Descriptor.Services,
        .. WebhookServiceReflection.Descriptor.Services,
    ];

    private static readonly FrozenDictionary<string, RpcPolicy> s_table = new[]
    {
        Row<TrackRequest>("TrackingService/Track", r => r.Open is { } open
            ? [new AccessTarget.Session(open.SessionId, "open.session_id")]
            : [new AccessTarget.Missing("open", "The first message of a stream must say which session it is for.")]).ForGuests(),
        Row<SubmitFramesRequest>("TrackingService/SubmitFrames", r => [Session(r.SessionId)]).ForGuests(),
        Row<WatchSessionRequest>("TrackingService/WatchSession", r => [Session(r.SessionId, GrantScopes.Live)]).ForGuests(),

        Row<StartSessionRequest>("SessionService/StartSession", r => [Athlete(r.AthleteId)])
            .ForGuests<StartSessionRequest>((r, guest, group) => r.SessionId == guest.GuestSessionId && !r.HoldFramesForTeaching && Has(group, r.ExerciseId)),
        Row<SelectExerciseRequest>("SessionService/SelectExercise", r => [Session(r.SessionId)]).ForGuests<SelectExerciseRequest>((r, _, group) => Has(group, r.ExerciseId)),
        Row<EndSessionRequest>("SessionService/EndSession", r => [Session(r.SessionId)]).ForGuests(),
        Row<GetSessionRequest>("SessionService/GetSession", r => [Session(r.SessionId, GrantScopes.Live)]).ForGuests(),
        // Shows everybody's to staff and administrators, their own to all others, and to a coach those that he was granted.
        Row<ListLiveSessionsRequest>("SessionService/ListLiveSessions", _ => [new AccessTarget.Gym()]),

        Row<PreviewTrainingRequest>("ModelService/PreviewTraining", r => [.. Source(r.Demonstration)]),
        Row<TrainRequest>("ModelService/Train", r => [Change(r.AthleteId), .. Source(r.Demonstration)]),
        Row<ListModelVersionsRequest>("ModelService/ListModelVersions", r => [Look(r.AthleteId)]),
        Row<ActivateModelRequest>("ModelService/ActivateModel", r => [Change(r.AthleteId)]),
        Row<RollBackModelRequest>("ModelService/RollBackModel", r => [Change(r.AthleteId)]),
        Row<ExportModelRequest>("ModelService/ExportModel", r => [Look(r.AthleteId)]),
        Row<ImportModelRequest>("ModelService/ImportModel", r => [Change(r.AthleteId)]),

        Row<ListExercisesRequest>("ExerciseService/ListExercises", r => [Athlete(r.AthleteId, GrantScopes.Models)]),
        Row<PutExerciseRequest>("ExerciseService/PutExercise", _ => [new AccessTarget.Catalog()]),

        Row<ListSessionsRequest>("HistoryService/ListSessions", r => [Athlete(r.AthleteId, GrantScopes.History)]),
        Row<GetSessionHistoryRequest>("HistoryService/GetSessionHistory", r => [Session(r.SessionId, GrantScopes.History)]),
        Row<ListEventsRequest>("HistoryService/ListEvents", r => [Session(r.SessionId, GrantScopes.History)]),
        Row<ExportHistoryRequest>("HistoryService/ExportHistory", r => [Athlete(r.AthleteId, GrantScopes.History)]) with
        {
            Audit = new AuditRule(AuditAction.Export, r => ((ExportHistoryRequest)r).AthleteId),
        },
        Row<AnnotateSetRequest>("HistoryService/AnnotateSet", r => [Session(r.SessionId, GrantScopes.Sets)]),
        Row<CorrectSetRequest>("HistoryService/CorrectSet", r => [Session(r.SessionId, GrantScopes.Sets)]) with
        {
            Audit = new AuditRule(AuditAction.Correction, null, SessionId: r => ((CorrectSetRequest)r).SessionId),
        },

        // The caller grants what is his; nobody grants for another.
        Row<GrantRequest>("CoachingService/Grant", _ => [new AccessTarget.Gym()]) with
        {
            Audit = new AuditRule(AuditAction.Grant, _ => "", r => ((GrantRequest)r).CoachId),
        },
        Row<RevokeRequest>("CoachingService/Revoke", r => [new AccessTarget.Bond(r.AthleteId, "athlete_id", r.CoachId)]) with
        {
            Audit = new AuditRule(AuditAction.Revoke, r => ((RevokeRequest)r).AthleteId, r => ((RevokeRequest)r).CoachId),
        },
        Row<ListGrantsRequest>("CoachingService/ListGrants", r => [Athlete(r.AthleteId)]),
        Row<SendCueRequest>("CoachingService/SendCue", r => [Session(r.SessionId, GrantScopes.Live)]),
        Row<AcknowledgeCueRequest>("CoachingService/AcknowledgeCue", r => [Session(r.SessionId)]),
        // Shows what the caller was granted.
        Row<ListMyAthletesRequest>("CoachingService/ListMyAthletes", _ => [new AccessTarget.Gym()]),

        Row<ExportAthleteRequest>("AccountService/ExportAthlete", r => [new AccessTarget.Person(r.AthleteId, "athlete_id")]) with
        {
            Audit = new AuditRule(AuditAction.Export, r => ((ExportAthleteRequest)r).AthleteId),
        },
        Row<EraseAthleteRequest>("AccountService/EraseAthlete", r => [new AccessTarget.Person(r.AthleteId, "athlete_id")]) with
        {
            Audit = new AuditRule(AuditAction.Erase, r => ((EraseAthleteRequest)r).AthleteId, SaysItself: true),
        },
        Row<ListAuditEntriesRequest>("AccountService/ListAuditEntries", _ => [new AccessTarget.Audit()]),

        // Whoever calls these has not signed in yet: they look at his password, code or token themselves, and write into the audit log whom they let in.
        Row<SignInRequest>("AccountService/SignIn", _ => [new AccessTarget.Gym()]) with { IsOpen = true },
        Row<PairRequest>("AccountService/Pair", _ => [new AccessTarget.Gym()]) with { IsOpen = true },
        Row<RenewTokensRequest>("AccountService/RenewTokens", _ => [new AccessTarget.Gym()]) with { IsOpen = true },
        Row<CreatePairingRequest>("AccountService/CreatePairing", _ => [new AccessTarget.Gym()]),
        Row<ListDevicesRequest>("AccountService/ListDevices", r => [new AccessTarget.Person(r.UserId, "user_id")]),
        Row<RevokeDeviceRequest>("AccountService/RevokeDevice", r => [new AccessTarget.Person(r.UserId, "user_id")]) with
        {
            Audit = new AuditRule(AuditAction.Account, r => ((RevokeDeviceRequest)r).UserId),
        },
        Row<ListAccountsRequest>("AccountService/ListAccounts", _ => [new AccessTarget.Accounts()]),
        Row<InviteAccountRequest>("AccountService/InviteAccount", _ => [new AccessTarget.Accounts()]) with
        {
            Audit = new AuditRule(AuditAction.Account, r => ((InviteAccountRequest)r).UserId),
        },
        Row<ChangeRoleRequest>("AccountService/ChangeRole", _ => [new AccessTarget.Accounts()]) with
        {
            Audit = new AuditRule(AuditAction.Account, r => ((ChangeRoleRequest)r).UserId),
        },
        Row<RemoveAccountRequest>("AccountService/RemoveAccount", _ => [new AccessTarget.Accounts()]) with
        {
            Audit = new AuditRule(AuditAction.Account, r => ((RemoveAccountRequest)r).UserId),
        },

        Row<PlanGroupRequest>("GroupService/PlanGroup", _ => [new AccessTarget.Leading()]),
        Row<GetGroupRequest>("GroupService/GetGroup", r => [Group(r.GroupId)]).ForGuests(),
        // Shows all to staff and administrators, those that they take part in to all others.
        Row<ListGroupsRequest>("GroupService/ListGroups", _ => [new AccessTarget.Gym()]),
        // The code is the key to the group.
        Row<JoinGroupRequest>("GroupService/JoinGroup", r => r.SessionId.Length > 0 ? [Athlete(r.AthleteId), Session(r.SessionId)] : [Athlete(r.AthleteId)])
            .ForGuests<JoinGroupRequest>((r, _, group) => GroupCode.Read(r.Code) == group.Code),
        Row<JoinAsGuestRequest>("GroupService/JoinAsGuest", _ => [new AccessTarget.Gym()]) with { IsOpen = true },
        Row<LeaveGroupRequest>("GroupService/LeaveGroup", r => [Group(r.GroupId), Athlete(r.AthleteId)]).ForGuests(),
        Row<StartGroupRequest>("GroupService/StartGroup", r => [new AccessTarget.Leading(), Group(r.GroupId)]),
        Row<PauseGroupRequest>("GroupService/PauseGroup", r => [new AccessTarget.Leading(), Group(r.GroupId)]),
        Row<ResumeGroupRequest>("GroupService/ResumeGroup", r => [new AccessTarget.Leading(), Group(r.GroupId)]),
        Row<SkipPhaseRequest>("GroupService/SkipPhase", r => [new AccessTarget.Leading(), Group(r.GroupId)]),
        Row<FinishGroupRequest>("GroupService/FinishGroup", r => [new AccessTarget.Leading(), Group(r.GroupId)]),
        Row<MuteParticipantRequest>("GroupService/MuteParticipant", r => [new AccessTarget.Leading(), Group(r.GroupId)]),
        Row<UnmuteParticipantRequest>("GroupService/UnmuteParticipant", r => [new AccessTarget.Leading(), Group(r.GroupId)]),
        Row<RemoveParticipantRequest>("GroupService/RemoveParticipant", r => [new AccessTarget.Leading(), Group(r.GroupId)]),
        // What stands on the board is cut down to what the caller may see.
        Row<WatchGroupRequest>("GroupService/WatchGroup", r => r.ForControl ? [new AccessTarget.Leading(), Group(r.GroupId)] : [Group(r.GroupId)]).ForGuests(),
        Row<GetGroupResultsRequest>("GroupService/GetGroupResults", r => [Group(r.GroupId)]).ForGuests(),
        Row<ExportGroupResultsRequest>("GroupService/ExportGroupResults", r => [Group(r.GroupId)]),

        Row<ListRecordingsRequest>("RecordingService/ListRecordings", r => [Athlete(r.AthleteId, GrantScopes.Recordings)]),
        Row<ExportRecordingRequest>("RecordingService/ExportRecording", r => [Session(r.SessionId, GrantScopes.Recordings)]) with
        {
            Audit = new AuditRule(AuditAction.Export, null, SessionId: r => ((ExportRecordingRequest)r).SessionId),
        },
        // Whoever may look may not destroy.
        Row<DeleteRecordingRequest>("RecordingService/DeleteRecording", r => [Session(r.SessionId)]) with
        {
            Audit = new AuditRule(AuditAction.Delete, null, SessionId: r => ((DeleteRecordingRequest)r).SessionId),
        },
        Row<RescoreRequest>("RecordingService/Rescore", r => [Session(r.SessionId, GrantScopes.Recordings)]),

        Row<PutPlanRequest>("PlanService/PutPlan", r => [Athlete(r.AthleteId, GrantScopes.Plans)]),
        Row<GetPlanRequest>("PlanService/GetPlan", r => [Athlete(r.AthleteId, GrantScopes.Plans)]),
        Row<ListPlansRequest>("PlanService/ListPlans", r => [Athlete(r.AthleteId, GrantScopes.Plans)]),
        Row<ListPlanSessionsRequest>("PlanService/ListPlanSessions", r => [Athlete(r.AthleteId, GrantScopes.Plans)]),
        Row<DeletePlanRequest>("PlanService/DeletePlan", r => [Athlete(r.AthleteId, GrantScopes.Plans)]) with
        {
            Audit = new AuditRule(AuditAction.Delete, r => ((DeletePlanRequest)r).AthleteId),
        },

        // A webhook takes things out of the product for as long as it is there.
        Row<PutWebhookRequest>("WebhookService/PutWebhook", _ => [new AccessTarget.Administration()]) with { Audit = new AuditRule(AuditAction.Webhook, null) },
        Row<ListWebhooksRequest>("WebhookService/ListWebhooks", _ => [new AccessTarget.Administration()]),
        Row<DeleteWebhookRequest>("WebhookService/DeleteWebhook", _ => [new AccessTarget.Administration()]) with { Audit = new AuditRule(AuditAction.Webhook, null) },
        Row<TestWebhookRequest>("WebhookService/TestWebhook", _ => [new AccessTarget.Administration()]),
        Row<RotateWebhookSecretRequest>("WebhookService/RotateWebhookSecret", _ => [new AccessTarget.Administration()]) with
        {
            Audit = new AuditRule(AuditAction.Webhook, null),
        },
        Row<RetryParkedDeliveriesRequest>("WebhookService/RetryParkedDeliveries", _ => [new AccessTarget.Administration()]),
    }.ToFrozenDictionary(row => row.Method);

    /// <summary>The row of a call, by its gRPC name (<c>/personalpt.v1.TrackingService/Track</c>); null where there is none.</summary>
    public static RpcPolicy? Find(string method) => s_table.GetValueOrDefault(method);

    /// <summary>Compares the table with a contract.</summary>
    /// <exception cref="InvalidOperationException">An RPC has no row, or a row no RPC; the message names all of them.</exception>
    public static void RequireComplete(IEnumerable<ServiceDescriptor> services)
    {
        var calls = services.SelectMany(s => s.Methods).Select(m => $"/{m.Service.FullName}/{m.Name}").ToHashSet();
        var open = calls.Where(c => !s_table.ContainsKey(c)).Order().ToList();
        var stale = s_table.Keys.Where(row => !calls.Contains(row)).Order().ToList();
        if (open.Count > 0)
            throw new InvalidOperationException($"Nobody has said who may call {string.Join(", ", open)}: add a row to the permission table.");
        if (stale.Count > 0)
            throw new InvalidOperationException($"The permission table has rows for {string.Join(", ", stale)}, which the contract does not have.");
    }

    private static RpcPolicy Row<TRequest>(string method, Func<TRequest, IReadOnlyList<AccessTarget>> targets)
        where TRequest : class, IMessage =>
        new($"/personalpt.v1.{method}", typeof(TRequest), request => targets((TRequest)request));

    private static bool Has(GroupSnapshot group, string exerciseId) => group.Plan.Rounds.Any(round => round.ExerciseId == exerciseId);

    private static AccessTarget.Session Session(string sessionId, GrantScopes scope = GrantScopes.None) => new(sessionId, "session_id", scope);

    private static AccessTarget.Group Group(string groupId) => new(groupId, "group_id");

    private static AccessTarget.Athlete Athlete(string athleteId, GrantScopes scope = GrantScopes.None) => new(athleteId, "athlete_id", scope);

    // For models an empty athlete_id means the catalog: open to all eyes, but not to all hands.
    private static AccessTarget Look(string athleteId) => athleteId.Length == 0 ? new AccessTarget.Gym() : Athlete(athleteId, GrantScopes.Models);

    private static AccessTarget Change(string athleteId) => athleteId.Length == 0 ? new AccessTarget.Catalog() : Athlete(athleteId, GrantScopes.Models);

    private static IEnumerable<AccessTarget> Source(Demonstration? demonstration) => demonstration?.Session is { } span
        ? [new AccessTarget.Session(span.SessionId, "demonstration.session.session_id", GrantScopes.Models)]
        : [new AccessTarget.Gym()];
}

/// <summary>Who may make a call.</summary>
/// <param name="Method">Its gRPC name.</param>
/// <param name="Request">The type of its request.</param>
/// <param name="Targets">What a request reaches for: everything there must be open to the caller. Never empty.</param>
internal sealed record RpcPolicy(string Method, Type Request, Func<object, IReadOnlyList<AccessTarget>> Targets)
{
    /// <summary>What the audit log says of it; null: nothing.</summary>
    public AuditRule? Audit { get; init; }

    /// <summary>Whether it is open to whoever can reach the server, and checks by itself whom it serves.</summary>
    public bool IsOpen { get; init; }

    /// <summary>What a guest may ask for by it, who also must be able to reach the targets; null: guests may not make this call.</summary>
    public Func<object, Member, GroupSnapshot, bool>? Guest { get; init; }

    /// <summary>The same, open to guests, too.</summary>
    public RpcPolicy ForGuests() => this with { Guest = (_, _, _) => true };

    /// <summary>The same, open to guests as far as the request keeps to their group.</summary>
    public RpcPolicy ForGuests<TRequest>(Func<TRequest, Member, GroupSnapshot, bool> keepsTo) =>
        this with { Guest = (request, guest, group) => keepsTo((TRequest)request, guest, group) };
}
