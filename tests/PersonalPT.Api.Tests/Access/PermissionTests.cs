using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using PersonalPT.Api.Access;
using PersonalPT.Api.Tests.House;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Tests.Access;

/// <summary>Every RPC × whose thing it reaches for × who calls. An RPC without a row here fails.</summary>
public sealed class PermissionTests(RunningServer server) : ServerTest(server)
{
    private const string Owner = "anna";

    private static readonly GrantScope[] s_scopes = [GrantScope.Live, GrantScope.History, GrantScope.Models, GrantScope.Sets, GrantScope.Plans, GrantScope.Recordings];
    private static readonly string[] s_roles = ["athlete", "coach", "staff", "administrator"];

    // How a request to a thing of Owner's looks; what a coach must have been granted, where a grant opens it; and what a caller who may not make it is told.
    private static readonly Dictionary<string, Row> s_rows = new()
    {
        ["TrackingService/Track"] = Row.OfSession(s => new TrackRequest { Open = new TrackOpen { SessionId = s, OldestHeldInputSeq = 1 } }),
        ["TrackingService/SubmitFrames"] = Row.OfSession(s => new SubmitFramesRequest { SessionId = s }),
        ["TrackingService/WatchSession"] = Row.OfSession(s => new WatchSessionRequest { SessionId = s }, GrantScope.Live),
        ["SessionService/StartSession"] = Row.OfAthlete(a => new StartSessionRequest { AthleteId = a, SessionId = Guid.NewGuid().ToString(), ExerciseId = "squat", Capture = Tape.Header() }),
        ["SessionService/SelectExercise"] = Row.OfSession(s => new SelectExerciseRequest { SessionId = s, InputSeq = 1, ExerciseId = "squat" }),
        ["SessionService/EndSession"] = Row.OfSession(s => new EndSessionRequest { SessionId = s, InputSeq = 1 }),
        ["SessionService/GetSession"] = Row.OfSession(s => new GetSessionRequest { SessionId = s }, GrantScope.Live),
        ["SessionService/ListLiveSessions"] = Row.Open(new ListLiveSessionsRequest()),
        ["ModelService/PreviewTraining"] = Row.OfSession(s => new PreviewTrainingRequest { Demonstration = Held(s) }, GrantScope.Models),
        ["ModelService/Train"] = Row.OfModel(a => new TrainRequest { AthleteId = a, ExerciseId = "squat", RequestId = Guid.NewGuid().ToString(), Demonstration = new Demonstration() }, GrantScope.Models),
        ["ModelService/ListModelVersions"] = Row.OfAthlete(a => new ListModelVersionsRequest { AthleteId = a, ExerciseId = "squat" }, GrantScope.Models),
        ["ModelService/ActivateModel"] = Row.OfModel(a => new ActivateModelRequest { AthleteId = a, ExerciseId = "squat", Version = 99 }, GrantScope.Models),
        ["ModelService/RollBackModel"] = Row.OfModel(a => new RollBackModelRequest { AthleteId = a, ExerciseId = "squat", FromVersion = 99 }, GrantScope.Models),
        ["ModelService/ExportModel"] = Row.OfAthlete(a => new ExportModelRequest { AthleteId = a, ExerciseId = "squat" }, GrantScope.Models),
        ["ModelService/ImportModel"] = Row.OfModel(a => new ImportModelRequest { AthleteId = a, ExerciseId = "squat", RequestId = Guid.NewGuid().ToString(), Model = ByteString.CopyFrom(1) }, GrantScope.Models),
        ["ExerciseService/ListExercises"] = Row.OfAthlete(a => new ListExercisesRequest { AthleteId = a }, GrantScope.Models),
        ["ExerciseService/PutExercise"] = Row.OfCatalog(new PutExerciseRequest { ExerciseId = "lunge", DisplayName = "Lunge" }),
        ["HistoryService/ListSessions"] = Row.OfAthlete(a => new ListSessionsRequest { AthleteId = a }, GrantScope.History),
        ["HistoryService/GetSessionHistory"] = Row.OfSession(s => new GetSessionHistoryRequest { SessionId = s }, GrantScope.History),
        ["HistoryService/ListEvents"] = Row.OfSession(s => new ListEventsRequest { SessionId = s }, GrantScope.History),
        ["HistoryService/ExportHistory"] = Row.OfAthlete(a => new ExportHistoryRequest { AthleteId = a, Format = ExportFormat.Csv }, GrantScope.History),
        ["HistoryService/AnnotateSet"] = Row.OfSession(s => new AnnotateSetRequest { SessionId = s, SetNumber = 1, ChangeId = Guid.NewGuid().ToString(), LoadKg = 60 }, GrantScope.Sets),
        ["HistoryService/CorrectSet"] = Row.OfSession(s => new CorrectSetRequest { SessionId = s, SetNumber = 1, ChangeId = Guid.NewGuid().ToString(), Reps = 9 }, GrantScope.Sets),
        ["CoachingService/Grant"] = Row.Open(new GrantRequest { CoachId = "carl", Scopes = { GrantScope.Live } }),
        ["CoachingService/Revoke"] = Row.OfAthlete(a => new RevokeRequest { AthleteId = a, CoachId = "nobody" }),
        ["CoachingService/ListGrants"] = Row.OfAthlete(a => new ListGrantsRequest { AthleteId = a }),
        ["CoachingService/SendCue"] = Row.OfSession(s => new SendCueRequest { SessionId = s, CueId = Guid.NewGuid().ToString(), Text = "Lower!" }, GrantScope.Live),
        ["CoachingService/AcknowledgeCue"] = Row.OfSession(s => new AcknowledgeCueRequest { SessionId = s, CueId = Guid.NewGuid().ToString() }),
        ["CoachingService/ListMyAthletes"] = Row.Open(new ListMyAthletesRequest()),
        ["AccountService/ExportAthlete"] = Row.OfPerson(a => new ExportAthleteRequest { AthleteId = a }),
        // Without its confirmation it gets through the door and erases nobody.
        ["AccountService/EraseAthlete"] = Row.OfPerson(a => new EraseAthleteRequest { AthleteId = a }),
        ["AccountService/ListAuditEntries"] = Row.OfAudit(new ListAuditEntriesRequest()),
        // The server of this test keeps no accounts of its own: who gets through is told so.
        ["AccountService/SignIn"] = Row.OfAnyone(new SignInRequest { UserId = Owner, Password = "wrong" }),
        ["AccountService/Pair"] = Row.OfAnyone(new PairRequest { Code = "222222222222" }),
        ["AccountService/RenewTokens"] = Row.OfAnyone(new RenewTokensRequest { RefreshToken = "none" }),
        ["AccountService/CreatePairing"] = Row.Open(new CreatePairingRequest()),
        ["AccountService/ListDevices"] = Row.OfPerson(a => new ListDevicesRequest { UserId = a }),
        ["AccountService/RevokeDevice"] = Row.OfPerson(a => new RevokeDeviceRequest { UserId = a, DeviceId = Guid.NewGuid().ToString() }),
        ["AccountService/ListAccounts"] = Row.OfAccounts(new ListAccountsRequest()),
        ["AccountService/InviteAccount"] = Row.OfAccounts(new InviteAccountRequest { UserId = "newcomer", Role = "athlete" }),
        ["AccountService/ChangeRole"] = Row.OfAccounts(new ChangeRoleRequest { UserId = "newcomer", Role = "athlete" }),
        ["AccountService/RemoveAccount"] = Row.OfAccounts(new RemoveAccountRequest { UserId = "newcomer" }),
        ["GroupService/PlanGroup"] = Row.OfStaff(_ => new PlanGroupRequest { GroupId = Guid.NewGuid().ToString() }),
        ["GroupService/GetGroup"] = Row.OfGroup(g => new GetGroupRequest { GroupId = g }),
        ["GroupService/ListGroups"] = Row.Open(new ListGroupsRequest()),
        ["GroupService/JoinGroup"] = Row.OfAthlete(a => new JoinGroupRequest { AthleteId = a, Code = "222222" }),
        ["GroupService/JoinAsGuest"] = Row.OfAnyone(new JoinAsGuestRequest { GymId = "gym", Code = "222222", Nickname = "Guest", JoinId = Guid.NewGuid().ToString() }),
        ["GroupService/LeaveGroup"] = Row.OfGroup(g => new LeaveGroupRequest { GroupId = g, AthleteId = Owner }),
        ["GroupService/StartGroup"] = Row.OfStaff(g => new StartGroupRequest { GroupId = g }),
        ["GroupService/PauseGroup"] = Row.OfStaff(g => new PauseGroupRequest { GroupId = g }),
        ["GroupService/ResumeGroup"] = Row.OfStaff(g => new ResumeGroupRequest { GroupId = g }),
        ["GroupService/SkipPhase"] = Row.OfStaff(g => new SkipPhaseRequest { GroupId = g }),
        ["GroupService/FinishGroup"] = Row.OfStaff(g => new FinishGroupRequest { GroupId = g }),
        ["GroupService/MuteParticipant"] = Row.OfStaff(g => new MuteParticipantRequest { GroupId = g, ParticipantNumber = 99 }),
        ["GroupService/UnmuteParticipant"] = Row.OfStaff(g => new UnmuteParticipantRequest { GroupId = g, ParticipantNumber = 99 }),
        ["GroupService/RemoveParticipant"] = Row.OfStaff(g => new RemoveParticipantRequest { GroupId = g, ParticipantNumber = 99 }),
        ["GroupService/WatchGroup"] = Row.OfGroup(g => new WatchGroupRequest { GroupId = g }),
        ["GroupService/GetGroupResults"] = Row.OfGroup(g => new GetGroupResultsRequest { GroupId = g }),
        ["RecordingService/ListRecordings"] = Row.OfAthlete(a => new ListRecordingsRequest { AthleteId = a }, GrantScope.Recordings),
        ["RecordingService/ExportRecording"] = Row.OfSession(s => new ExportRecordingRequest { SessionId = s }, GrantScope.Recordings),
        ["RecordingService/DeleteRecording"] = Row.OfSession(s => new DeleteRecordingRequest { SessionId = s }),
        ["RecordingService/Rescore"] = Row.OfSession(s => new RescoreRequest { SessionId = s }, GrantScope.Recordings),
        ["GroupService/ExportGroupResults"] = Row.OfGroup(g => new ExportGroupResultsRequest { GroupId = g, Format = ExportFormat.Csv }),
        ["PlanService/PutPlan"] = Row.OfAthlete(a => new PutPlanRequest { AthleteId = a, PlanId = Guid.NewGuid().ToString() }, GrantScope.Plans),
        ["PlanService/GetPlan"] = Row.OfAthlete(a => new GetPlanRequest { AthleteId = a, PlanId = Guid.NewGuid().ToString() }, GrantScope.Plans),
        ["PlanService/ListPlans"] = Row.OfAthlete(a => new ListPlansRequest { AthleteId = a }, GrantScope.Plans),
        ["PlanService/ListPlanSessions"] = Row.OfAthlete(a => new ListPlanSessionsRequest { AthleteId = a }, GrantScope.Plans),
        ["PlanService/DeletePlan"] = Row.OfAthlete(a => new DeletePlanRequest { AthleteId = a, PlanId = Guid.NewGuid().ToString() }, GrantScope.Plans),
        ["WebhookService/PutWebhook"] = Row.OfAdministration(new PutWebhookRequest()),
        ["WebhookService/ListWebhooks"] = Row.OfAdministration(new ListWebhooksRequest()),
        ["WebhookService/DeleteWebhook"] = Row.OfAdministration(new DeleteWebhookRequest()),
        ["WebhookService/TestWebhook"] = Row.OfAdministration(new TestWebhookRequest()),
        ["WebhookService/RotateWebhookSecret"] = Row.OfAdministration(new RotateWebhookSecretRequest()),
        ["WebhookService/RetryParkedDeliveries"] = Row.OfAdministration(new RetryParkedDeliveriesRequest()),
    };

    // What is open to a guest, of his own group and his own session; nothing else is.
    private static readonly string[] s_guests =
    [
        "TrackingService/Track", "TrackingService/SubmitFrames", "TrackingService/WatchSession",
        "SessionService/StartSession", "SessionService/SelectExercise", "SessionService/EndSession", "SessionService/GetSession",
        "GroupService/GetGroup", "GroupService/JoinGroup", "GroupService/LeaveGroup", "GroupService/WatchGroup", "GroupService/GetGroupResults",
    ];

    public static TheoryData<string> Calls =>
        new(RpcPolicies.Services.SelectMany(s => s.Methods).Select(m => $"{m.Service.Name}/{m.Name}"));

    [Theory, MemberData(nameof(Calls))]
    public async Task An_athletes_things_are_open_to_him_and_to_those_who_run_the_gym_and_to_nobody_else(string call)
    {
        var row = s_rows[call];
        foreach (var role in s_roles)
        {
            var runsGym = role is "staff" or "administrator";
            if (row.Kind is Kind.Accounts or Kind.Administration)
            {
                foreach (var user in new[] { Owner, "somebody-else" })
                    await Require(call, row, Gym, role, user, role == "administrator" ? StatusCode.OK : StatusCode.PermissionDenied);
                continue;
            }

            await Require(call, row, Gym, role, Owner, row.Kind is (Kind.Catalog or Kind.Staff or Kind.Audit) && !runsGym ? StatusCode.PermissionDenied : StatusCode.OK);
            var isDenied = row.Kind == Kind.Person ? role != "administrator" : row.Kind is not (Kind.Open or Kind.Anyone) && !runsGym;
            await Require(call, row, Gym, role, "somebody-else", isDenied ? StatusCode.PermissionDenied : StatusCode.OK);
        }
    }

    [Theory, MemberData(nameof(Calls))]
    public async Task A_coach_reaches_what_he_was_granted_and_nothing_else(string call)
    {
        var row = s_rows[call];
        if (row.Kind is Kind.Open or Kind.Anyone or Kind.Catalog or Kind.Audit or Kind.Accounts or Kind.Administration)
            return;

        var thing = await Thing(row);
        foreach (var scope in s_scopes)
        {
            var coach = $"coach-{scope}";
            await Grant(coach, scope);
            var expected = scope == row.Scope ? StatusCode.OK : StatusCode.PermissionDenied;
            await Require(call, row.Request(thing), Gym, "coach", coach, expected);

            // A grant means nothing to another role, and nothing in another gym.
            await Require(call, row.Request(thing), Gym, "athlete", coach, StatusCode.PermissionDenied);
            var foreign = row.Kind is Kind.Session or Kind.Group ? StatusCode.NotFound : StatusCode.PermissionDenied;
            await Require(call, row.Request(thing), $"{Gym}-other", "coach", coach, foreign);
        }

        await Grant("carl", s_scopes);
        await Require(call, row.Request(thing), Gym, "coach", "carl", row.Scope is null ? StatusCode.PermissionDenied : StatusCode.OK);
        await Require(call, row.Request(thing), Gym, "coach", "dora", StatusCode.PermissionDenied);
        await As("athlete", Owner).Coaching.RevokeAsync(new RevokeRequest { CoachId = "carl" }, cancellationToken: Patience);
        await Require(call, row.Request(thing), Gym, "coach", "carl", StatusCode.PermissionDenied);
    }

    [Fact]
    public async Task A_session_that_has_ended_is_history_however_it_is_asked_for()
    {
        var session = await StartSession(As("athlete", Owner));
        await As("athlete", Owner).Sessions.EndSessionAsync(new EndSessionRequest { SessionId = session, InputSeq = 1 }, cancellationToken: Patience);
        await Grant("coach-live", GrantScope.Live);
        await Grant("coach-history", GrantScope.History);

        foreach (var call in s_rows.Where(row => row.Value is { Kind: Kind.Session, Scope: GrantScope.Live or GrantScope.History }).Select(row => row.Key))
        {
            await Require(call, s_rows[call].Request(session), Gym, "coach", "coach-live", StatusCode.PermissionDenied);
            await Require(call, s_rows[call].Request(session), Gym, "coach", "coach-history", StatusCode.OK);
        }
    }

    [Theory, MemberData(nameof(Calls))]
    public async Task Another_gyms_session_does_not_exist_whoever_asks(string call)
    {
        var row = s_rows[call];
        if (row.Kind != Kind.Session)
            return;

        foreach (var role in s_roles)
            await Require(call, row, $"{Gym}-other", role, Owner, StatusCode.NotFound);
    }

    [Theory, MemberData(nameof(Calls))]
    public async Task Another_gyms_group_does_not_exist_whoever_asks(string call)
    {
        var row = s_rows[call];
        if (row.Kind is not (Kind.Group or Kind.Staff) || call.EndsWith("/PlanGroup", StringComparison.Ordinal))
            return;

        foreach (var role in s_roles)
        {
            var leads = row.Kind == Kind.Group || role is "staff" or "administrator";
            await Require(call, row, $"{Gym}-other", role, Owner, leads ? StatusCode.NotFound : StatusCode.PermissionDenied);
        }
    }

    [Fact]
    public async Task Muted_participants_and_everybodys_ids_are_for_those_who_lead()
    {
        var group = await PlanWithOwner();
        var request = new WatchGroupRequest { GroupId = group, ForControl = true };

        foreach (var role in s_roles)
        {
            var expected = role is "staff" or "administrator" ? StatusCode.OK : StatusCode.PermissionDenied;
            Assert.Equal(expected, Verdict(await Call("GroupService/WatchGroup", request, Gym, role, Owner)));
        }
    }

    [Theory, MemberData(nameof(Calls))]
    public async Task The_catalogs_models_are_changed_by_those_who_run_the_gym_only(string call)
    {
        var row = s_rows[call];
        if (row.Kind != Kind.Model)
            return;

        foreach (var role in s_roles)
            Assert.Equal(role is "staff" or "administrator" ? StatusCode.OK : StatusCode.PermissionDenied, Verdict(await Call(call, row.Request(""), Gym, role, Owner)));
    }

    [Theory, MemberData(nameof(Calls))]
    public async Task Nobody_calls_without_having_signed_in(string call)
    {
        using var channel = Server.Open();

        var error = await Call(channel, call, s_rows[call].Request(Owner));

        if (s_rows[call].Kind == Kind.Anyone)
        {
            Assert.Equal(StatusCode.OK, Verdict(error));
            return;
        }

        Assert.Equal(StatusCode.Unauthenticated, error!.StatusCode);
        Assert.Contains("authorization: Development", error.Status.Detail, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Calls))]
    public async Task A_browser_is_told_the_same(string call)
    {
        var row = s_rows[call];
        using var browser = Server.OpenAsBrowser();
        foreach (var (gym, role, user) in new[]
        {
            (Gym, "athlete", Owner), (Gym, "athlete", "somebody-else"), (Gym, "coach", "somebody-else"), (Gym, "staff", "somebody-else"), ($"{Gym}-other", "athlete", Owner),
        })
        {
            var expected = Verdict(await Call(call, row.Request(await Thing(row)), gym, role, user));
            var error = await Call(browser, call, row.Request(await Thing(row)), SignIn(gym, role, user));
            Assert.True(expected == Verdict(error), $"{call} by {role} {user} of {gym}: expected {expected}, a browser got {error?.Status.ToString() ?? "OK"}");
        }

        var refusal = await Call(browser, call, row.Request(Owner));
        Assert.Equal(row.Kind == Kind.Anyone ? StatusCode.OK : StatusCode.Unauthenticated, Verdict(refusal));
    }

    [Theory, MemberData(nameof(Calls))]
    public async Task A_guest_reaches_his_own_group_and_his_own_session_and_nothing_else(string call)
    {
        var row = s_rows[call];
        var guest = await JoinAsGuest();
        var mine = row.Kind switch
        {
            Kind.Session => guest.SessionId,
            Kind.Group or Kind.Staff => guest.Group.GroupId,
            _ => guest.AthleteId,
        };
        var request = call switch
        {
            "SessionService/StartSession" => Started(guest.SessionId, "squat"),
            "GroupService/JoinGroup" => new JoinGroupRequest { Code = guest.Group.Code },
            "GroupService/LeaveGroup" => new LeaveGroupRequest { GroupId = mine },
            _ => row.Request(mine),
        };
        var isOpen = s_guests.Contains(call) || row.Kind == Kind.Anyone;

        await RequireOfGuest(call, request, guest, isOpen ? StatusCode.OK : StatusCode.PermissionDenied);
        if (row.Kind == Kind.Anyone)
            return;

        // What is somebody else's, and of another gym.
        var foreign = call == "SessionService/StartSession" ? Started(Guid.NewGuid().ToString(), "squat") : row.Request(await Thing(row));
        await RequireOfGuest(call, foreign, guest, StatusCode.PermissionDenied);
        await RequireOfGuest(call, request, await JoinAsGuest($"{Gym}-other"), call == "GroupService/JoinGroup" || !isOpen || row.Kind == Kind.Athlete ? StatusCode.PermissionDenied : StatusCode.NotFound);
    }

    [Theory]
    [InlineData("StartSession")]
    [InlineData("SelectExercise")]
    public async Task A_guest_does_the_groups_exercises_only(string call)
    {
        var guest = await JoinAsGuest();
        IMessage request = call == "StartSession" ? Started(guest.SessionId, "push-up") : new SelectExerciseRequest { SessionId = guest.SessionId, InputSeq = 1, ExerciseId = "push-up" };

        await RequireOfGuest($"SessionService/{call}", request, guest, StatusCode.PermissionDenied);
    }

    [Fact]
    public async Task A_guest_who_was_removed_reaches_nothing()
    {
        var guest = await JoinAsGuest();
        await As("staff", "sam").Groups.RemoveParticipantAsync(
            new RemoveParticipantRequest { GroupId = guest.Group.GroupId, ParticipantNumber = guest.ParticipantNumber }, cancellationToken: Patience);

        foreach (var call in s_guests)
            await RequireOfGuest(call, s_rows[call].Request(s_rows[call].Kind == Kind.Group ? guest.Group.GroupId : guest.SessionId), guest, StatusCode.PermissionDenied);
    }

    [Fact]
    public async Task Live_sessions_show_an_athlete_his_own_and_those_who_run_the_gym_everybodys()
    {
        await StartSession(As("athlete", "anna"));
        await StartSession(As("athlete", "ben"));

        foreach (var (role, seen) in new[] { ("athlete", new[] { "anna" }), ("coach", ["anna"]), ("staff", ["anna", "ben"]), ("administrator", ["anna", "ben"]) })
        {
            var client = As(role, "anna");
            string[] listed;
            do
                listed = [.. (await client.Sessions.ListLiveSessionsAsync(new ListLiveSessionsRequest(), cancellationToken: Patience)).Sessions.Select(s => s.AthleteId).Order()];
            while (listed.Length < seen.Length);
            Assert.Equal(seen, listed);
        }
    }

    [Fact]
    public async Task A_demonstration_from_somebody_elses_session_is_refused_even_for_ones_own_model()
    {
        var session = await StartSession(As("athlete", Owner), hold: true);
        var request = new TrainRequest { ExerciseId = "squat", AthleteId = "ben", RequestId = Guid.NewGuid().ToString(), Demonstration = Held(session) };

        await Refused(StatusCode.PermissionDenied, () => As("athlete", "ben").Models.TrainAsync(request, cancellationToken: Patience).ResponseAsync);
    }

    private static StartSessionRequest Started(string session, string exercise) =>
        new() { SessionId = session, ExerciseId = exercise, Capture = Tape.Header() };

    // A guest of a group of his own, with his session, if the group is of this test's gym.
    private async Task<JoinAsGuestResponse> JoinAsGuest(string? gym = null)
    {
        var plan = new GroupPlan { Title = "Class", Ranking = GroupRanking.Reps, Rounds = { new GroupRound { ExerciseId = "squat", Seconds = 60 } } };
        var planned = await As(gym ?? Gym, "staff", "sam").Groups.PlanGroupAsync(
            new PlanGroupRequest { GroupId = Guid.NewGuid().ToString(), Plan = plan }, cancellationToken: Patience);
        using var channel = Server.Open();
        var guest = await new GroupService.GroupServiceClient(channel).JoinAsGuestAsync(
            new JoinAsGuestRequest { GymId = gym ?? Gym, Code = planned.Group.Code, Nickname = "Newcomer", JoinId = Guid.NewGuid().ToString() }, cancellationToken: Patience);
        if (gym is null)
        {
            await new SessionService.SessionServiceClient(channel).StartSessionAsync(
                Started(guest.SessionId, "squat"), new Metadata { { "authorization", $"Bearer {guest.Token}" } }, cancellationToken: Patience);
        }

        return guest;
    }

    private async Task RequireOfGuest(string call, IMessage request, JoinAsGuestResponse guest, StatusCode expected)
    {
        using var channel = Server.Open();
        var error = await Call(channel, call, request, new Metadata { { "authorization", $"Bearer {guest.Token}" } });

        Assert.True(expected == Verdict(error), $"{call} by a guest: expected {expected}, got {error?.Status.ToString() ?? "OK"}");
    }

    // A row is right where the permission is: whatever else the call answers, it got through.
    private async Task Require(string call, Row row, string gym, string role, string user, StatusCode expected) =>
        await Require(call, row.Request(await Thing(row)), gym, role, user, expected);

    private async Task Require(string call, IMessage request, string gym, string role, string user, StatusCode expected)
    {
        var error = await Call(call, request, gym, role, user);

        Assert.True(expected == Verdict(error), $"{call} by {role} {user} of {gym}: expected {expected}, got {error?.Status.ToString() ?? "OK"}");
    }

    private async Task Grant(string coach, params GrantScope[] scopes)
    {
        var request = new GrantRequest { CoachId = coach };
        request.Scopes.AddRange(scopes);
        await As("athlete", Owner).Coaching.GrantAsync(request, cancellationToken: Patience);
    }

    // What the row's request reaches for: always something of Owner's.
    private async Task<string> Thing(Row row) => row.Kind switch
    {
        Kind.Session => await StartSession(As("athlete", Owner)),
        Kind.Group or Kind.Staff => await PlanWithOwner(),
        _ => Owner,
    };

    private async Task<string> PlanWithOwner()
    {
        var plan = new GroupPlan { Title = "Class", Ranking = GroupRanking.Reps, Rounds = { new GroupRound { ExerciseId = "squat", Seconds = 60 } } };
        var planned = await As("staff", "sam").Groups.PlanGroupAsync(
            new PlanGroupRequest { GroupId = Guid.NewGuid().ToString(), Plan = plan }, cancellationToken: Patience);
        await As("athlete", Owner).Groups.JoinGroupAsync(new JoinGroupRequest { Code = planned.Group.Code }, cancellationToken: Patience);
        return planned.Group.GroupId;
    }

    private static Metadata SignIn(string gym, string role, string user) => new() { { "authorization", $"Development {gym}/{role}/{user}" } };

    private static StatusCode Verdict(RpcException? error) => error switch
    {
        null => StatusCode.OK,
        { StatusCode: StatusCode.NotFound } when ReasonOf(error) is "SESSION_NOT_FOUND" || (ReasonOf(error) is "GROUP_NOT_FOUND" && !error.Status.Detail.StartsWith("No open group", StringComparison.Ordinal)) => StatusCode.NotFound,
        { StatusCode: StatusCode.PermissionDenied or StatusCode.Unauthenticated or StatusCode.Internal or StatusCode.Unknown or StatusCode.Unimplemented } => error.StatusCode,
        _ => StatusCode.OK,
    };

    private async Task<RpcException?> Call(string call, IMessage request, string gym, string role, string user)
    {
        using var channel = Server.Open();
        return await Call(channel, call, request, SignIn(gym, role, user));
    }

    // Every call as a stream in both directions with raw bytes: on the wire they are all the same.
    private static async Task<RpcException?> Call(GrpcChannel channel, string call, IMessage request, Metadata? headers = null)
    {
        var bytes = Marshallers.Create<byte[]>(b => b, b => b);
        var names = call.Split('/');
        var method = new Method<byte[], byte[]>(MethodType.DuplexStreaming, $"personalpt.v1.{names[0]}", names[1], bytes, bytes);
        using var stream = channel.CreateCallInvoker().AsyncDuplexStreamingCall(method, null, new CallOptions(headers, cancellationToken: Patience));

        // A call that is refused at once may be over before all is said; the answer is what counts.
        await Record.ExceptionAsync(async () =>
        {
            await stream.RequestStream.WriteAsync(request.ToByteArray(), Patience);
            await stream.RequestStream.CompleteAsync();
        });
        try
        {
            await stream.ResponseStream.MoveNext(Patience).Soon();
            return null;
        }
        catch (RpcException e)
        {
            return e;
        }
    }

    private static Demonstration Held(string session) =>
        new() { Session = new SessionSpan { SessionId = session, StartTimeUs = 1, EndTimeUs = 2 } };

    private enum Kind
    {
        Open,
        Anyone,
        Accounts,
        Athlete,
        Session,
        Model,
        Catalog,
        Group,
        Staff,
        Person,
        Audit,
        Administration,
    }

    private sealed record Row(Kind Kind, Func<string, IMessage> Request, GrantScope? Scope = null)
    {
        public static Row Open(IMessage request) => new(Kind.Open, _ => request);

        public static Row OfAnyone(IMessage request) => new(Kind.Anyone, _ => request);

        public static Row OfAccounts(IMessage request) => new(Kind.Accounts, _ => request);

        public static Row OfAthlete(Func<string, IMessage> request, GrantScope? scope = null) => new(Kind.Athlete, request, scope);

        public static Row OfModel(Func<string, IMessage> request, GrantScope? scope = null) => new(Kind.Model, request, scope);

        public static Row OfSession(Func<string, IMessage> request, GrantScope? scope = null) => new(Kind.Session, request, scope);

        public static Row OfGroup(Func<string, IMessage> request) => new(Kind.Group, request);

        public static Row OfStaff(Func<string, IMessage> request) => new(Kind.Staff, request);

        public static Row OfPerson(Func<string, IMessage> request) => new(Kind.Person, request);

        public static Row OfAudit(IMessage request) => new(Kind.Audit, _ => request);

        public static Row OfAdministration(IMessage request) => new(Kind.Administration, _ => request);

        public static Row OfCatalog(IMessage request) => new(Kind.Catalog, _ => request);
    }
}
