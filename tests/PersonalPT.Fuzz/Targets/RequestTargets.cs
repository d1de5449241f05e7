using System.Buffers;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using PersonalPT.Api;
using PersonalPT.Api.Access;
using PersonalPT.Api.Accounts;
using PersonalPT.Api.Coaching;
using PersonalPT.Api.Errors;
using PersonalPT.Api.Exercises;
using PersonalPT.Api.Groups;
using PersonalPT.Api.History;
using PersonalPT.Api.Limits;
using PersonalPT.Api.Models;
using PersonalPT.Api.Plans;
using PersonalPT.Api.Recordings;
using PersonalPT.Api.Sessions;
using PersonalPT.Api.Tracking;
using PersonalPT.Api.Watching;
using PersonalPT.Api.Webhooks;
using PersonalPT.Api.Wire;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Storage;
using PersonalPT.Fuzz.Boundary;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Fuzz.Targets;

/// <summary>Every call of every service: bytes are read as its request, permitted, checked, converted and handed to a grain that looks at what it gets.</summary>
internal static class RequestTargets
{
    // What the contract documents. INTERNAL and UNKNOWN are what the server says when it does not know what has happened to it.
    private static readonly StatusCode[] s_documented =
    [
        StatusCode.InvalidArgument, StatusCode.NotFound, StatusCode.PermissionDenied, StatusCode.FailedPrecondition, StatusCode.AlreadyExists,
        StatusCode.ResourceExhausted,
        // A password, a code or a token that is not the right one.
        StatusCode.Unauthenticated,
    ];

    private static readonly string[] s_ofAdministrators =
    [
        "AccountService/ListAccounts", "AccountService/InviteAccount", "AccountService/ChangeRole", "AccountService/RemoveAccount",
        "WebhookService/PutWebhook", "WebhookService/ListWebhooks", "WebhookService/DeleteWebhook", "WebhookService/TestWebhook",
        "WebhookService/RotateWebhookSecret", "WebhookService/RetryParkedDeliveries",
    ];

    private const string Request = "0a1b2c3d-0000-4000-8000-00000000abcd";

    private static readonly IServiceProvider s_services = Services();
    private static readonly AccessInterceptor s_access = s_services.GetRequiredService<AccessInterceptor>();

    public static IEnumerable<FuzzTarget> Create()
    {
        var tracking = ActivatorUtilities.CreateInstance<TrackingApi>(s_services);
        var sessions = ActivatorUtilities.CreateInstance<SessionApi>(s_services);
        var models = ActivatorUtilities.CreateInstance<ModelApi>(s_services);
        var exercises = ActivatorUtilities.CreateInstance<ExerciseApi>(s_services);
        var history = ActivatorUtilities.CreateInstance<HistoryApi>(s_services);

        var coaching = ActivatorUtilities.CreateInstance<CoachingApi>(s_services);

        var accounts = ActivatorUtilities.CreateInstance<AccountApi>(s_services);

        yield return Streamed<ExportAthleteRequest, ExportAthleteResponse>(
            "AccountService/ExportAthlete", ExportAthleteRequest.Parser, accounts.ExportAthlete, new ExportAthleteRequest { AthleteId = "anna" });
        yield return Unary("AccountService/EraseAthlete", EraseAthleteRequest.Parser, accounts.EraseAthlete, new EraseAthleteRequest
        {
            AthleteId = "anna",
            ConfirmAthleteId = "anna",
        });
        yield return Unary("AccountService/SignIn", SignInRequest.Parser, accounts.SignIn,
            [new SignInRequest { UserId = "anna", Password = "wrong", DeviceName = "Phone" }], Reasons.SignInRefused);
        yield return Unary("AccountService/Pair", PairRequest.Parser, accounts.Pair,
            [new PairRequest { Code = "222-222-222-222", DeviceName = "Phone" }], Reasons.SignInRefused);
        yield return Unary("AccountService/RenewTokens", RenewTokensRequest.Parser, accounts.RenewTokens,
            [new RenewTokensRequest { RefreshToken = "renew.gym.0f8fad5b-d9cb-469f-a165-70867728950e.00" }], Reasons.SignInRefused);
        yield return Unary("AccountService/CreatePairing", CreatePairingRequest.Parser, accounts.CreatePairing, new CreatePairingRequest());
        yield return Unary("AccountService/ListDevices", ListDevicesRequest.Parser, accounts.ListDevices, new ListDevicesRequest { UserId = "anna" });
        yield return Unary("AccountService/RevokeDevice", RevokeDeviceRequest.Parser, accounts.RevokeDevice, new RevokeDeviceRequest
        {
            UserId = "anna",
            DeviceId = "0f8fad5b-d9cb-469f-a165-70867728950e",
        });
        yield return Unary("AccountService/ListAccounts", ListAccountsRequest.Parser, accounts.ListAccounts, new ListAccountsRequest());
        yield return Unary("AccountService/InviteAccount", InviteAccountRequest.Parser, accounts.InviteAccount, new InviteAccountRequest { UserId = "anna", Role = "athlete" });
        yield return Unary("AccountService/ChangeRole", ChangeRoleRequest.Parser, accounts.ChangeRole,
            [new ChangeRoleRequest { UserId = "anna", Role = "athlete" }], Reasons.LastAdministrator);
        yield return Unary("AccountService/RemoveAccount", RemoveAccountRequest.Parser, accounts.RemoveAccount,
            [new RemoveAccountRequest { UserId = "anna" }], Reasons.LastAdministrator);
        yield return Unary("AccountService/ListAuditEntries", ListAuditEntriesRequest.Parser, accounts.ListAuditEntries, new ListAuditEntriesRequest
        {
            PersonId = "anna",
            PageSize = 20,
            PageToken = AuditPageToken.Write(new AuditPosition(1, Guid.Empty)),
        });

        var recordings = ActivatorUtilities.CreateInstance<RecordingApi>(s_services);
        yield return Unary("RecordingService/ListRecordings", ListRecordingsRequest.Parser, recordings.ListRecordings, new ListRecordingsRequest
        {
            AthleteId = "anna",
            PageSize = 20,
            PageToken = PageToken.Write(new HistoryPosition(1_700_000_000_000_000, Samples.SessionId)),
        });
        yield return Streamed<ExportRecordingRequest, ExportRecordingResponse>(
            "RecordingService/ExportRecording", ExportRecordingRequest.Parser, recordings.ExportRecording, new ExportRecordingRequest { SessionId = Samples.SessionId });
        yield return Unary(
            "RecordingService/DeleteRecording", DeleteRecordingRequest.Parser, recordings.DeleteRecording, new DeleteRecordingRequest { SessionId = Samples.SessionId });
        yield return Unary("RecordingService/Rescore", RescoreRequest.Parser, recordings.Rescore, new RescoreRequest
        {
            SessionId = Samples.SessionId,
            Versions = { new ModelReference { ExerciseId = "squat", Version = 1 }, new ModelReference { AthleteId = "anna", ExerciseId = "squat", Version = 2 } },
        });
        var plans = ActivatorUtilities.CreateInstance<PlanApi>(s_services);
        yield return Unary("PlanService/PutPlan", PutPlanRequest.Parser, plans.PutPlan, new PutPlanRequest
        {
            PlanId = Request,
            AthleteId = "anna",
            Revision = 1,
            Content = new PlanContent
            {
                Title = "Legs",
                Notes = "Slowly.\nKnees out.",
                Items =
                {
                    new PlanItem { ExerciseId = "squat", Sets = 3, TargetReps = 8, LoadKg = 60.25, RestSeconds = 90 },
                    new PlanItem { ExerciseId = "squat", Sets = 1 },
                },
            },
        });
        yield return Unary("PlanService/GetPlan", GetPlanRequest.Parser, plans.GetPlan, new GetPlanRequest { PlanId = Request, AthleteId = "anna", Revision = 2 });
        yield return Unary("PlanService/ListPlans", ListPlansRequest.Parser, plans.ListPlans, new ListPlansRequest { AthleteId = "anna" });
        yield return Unary("PlanService/ListPlanSessions", ListPlanSessionsRequest.Parser, plans.ListPlanSessions, new ListPlanSessionsRequest
        {
            AthleteId = "anna",
            PlanId = Request,
            PageSize = 20,
            PageToken = PageToken.Write(new HistoryPosition(1_700_000_000_000_000, Samples.SessionId)),
        });
        yield return Unary("PlanService/DeletePlan", DeletePlanRequest.Parser, plans.DeletePlan, new DeletePlanRequest { PlanId = Request, AthleteId = "anna" });

        var webhooks = ActivatorUtilities.CreateInstance<WebhookApi>(s_services);
        yield return Unary("WebhookService/PutWebhook", PutWebhookRequest.Parser, webhooks.PutWebhook, new PutWebhookRequest
        {
            WebhookId = Request,
            Url = "https://gym.example/personalpt?key=1",
            Events = { WebhookEventType.SetCompleted, WebhookEventType.GroupFinished },
        });
        yield return Unary("WebhookService/ListWebhooks", ListWebhooksRequest.Parser, webhooks.ListWebhooks, new ListWebhooksRequest());
        yield return Unary("WebhookService/DeleteWebhook", DeleteWebhookRequest.Parser, webhooks.DeleteWebhook, new DeleteWebhookRequest { WebhookId = Request });
        yield return Unary("WebhookService/TestWebhook", TestWebhookRequest.Parser, webhooks.TestWebhook, new TestWebhookRequest { WebhookId = Request });
        yield return Unary("WebhookService/RotateWebhookSecret", RotateWebhookSecretRequest.Parser, webhooks.RotateWebhookSecret, new RotateWebhookSecretRequest { WebhookId = Request });
        yield return Unary(
            "WebhookService/RetryParkedDeliveries", RetryParkedDeliveriesRequest.Parser, webhooks.RetryParkedDeliveries, new RetryParkedDeliveriesRequest { WebhookId = Request });

        yield return Track(tracking);
        var submit = new SubmitFramesRequest { SessionId = Samples.SessionId, FirstInputSeq = 7, OldestHeldInputSeq = 1, AfterEventSeq = 1, Inputs = { Samples.Inputs(5) } };
        yield return Unary("TrackingService/SubmitFrames", SubmitFramesRequest.Parser, tracking.SubmitFrames, submit);
        yield return Streamed<WatchSessionRequest, WatchSessionResponse>(
            "TrackingService/WatchSession", WatchSessionRequest.Parser, tracking.WatchSession, new WatchSessionRequest { SessionId = Samples.SessionId, AfterEventSeq = 1 });

        yield return Unary("SessionService/StartSession", StartSessionRequest.Parser, sessions.StartSession, new StartSessionRequest
        {
            SessionId = Samples.SessionId,
            AthleteId = "anna",
            ExerciseId = "squat",
            Capture = Samples.Capture(),
            HoldFramesForTeaching = true,
            Record = true,
            PlanId = Request,
        });
        yield return Unary("SessionService/SelectExercise", SelectExerciseRequest.Parser, sessions.SelectExercise, new SelectExerciseRequest
        {
            SessionId = Samples.SessionId,
            InputSeq = 3,
            TimeUs = 1000,
            ExerciseId = "squat",
        });
        yield return Unary("SessionService/EndSession", EndSessionRequest.Parser, sessions.EndSession, new EndSessionRequest
        {
            SessionId = Samples.SessionId,
            InputSeq = 3,
            TimeUs = 1000,
        });
        yield return Unary("SessionService/GetSession", GetSessionRequest.Parser, sessions.GetSession, new GetSessionRequest { SessionId = Samples.SessionId });
        yield return Unary("SessionService/ListLiveSessions", ListLiveSessionsRequest.Parser, sessions.ListLiveSessions, new ListLiveSessionsRequest());

        yield return Unary(
            "ModelService/PreviewTraining", PreviewTrainingRequest.Parser, models.PreviewTraining,
            [.. Samples.Demonstrations().Select(d => new PreviewTrainingRequest { Demonstration = d })], Reasons.DemonstrationRefused);
        yield return Unary("ModelService/Train", TrainRequest.Parser, models.Train, [.. Samples.Demonstrations().Select(d => new TrainRequest
        {
            RequestId = Request, AthleteId = "anna", ExerciseId = "squat", Demonstration = d, Activate = true,
        })]);
        yield return Unary("ModelService/ListModelVersions", ListModelVersionsRequest.Parser, models.ListModelVersions, new ListModelVersionsRequest
        {
            AthleteId = "anna",
            ExerciseId = "squat",
        });
        yield return Unary("ModelService/ActivateModel", ActivateModelRequest.Parser, models.ActivateModel, new ActivateModelRequest
        {
            AthleteId = "anna",
            ExerciseId = "squat",
            Version = 1,
        });
        yield return Unary("ModelService/RollBackModel", RollBackModelRequest.Parser, models.RollBackModel, new RollBackModelRequest
        {
            AthleteId = "anna",
            ExerciseId = "squat",
            FromVersion = 1,
        });
        yield return Unary("ModelService/ExportModel", ExportModelRequest.Parser, models.ExportModel, new ExportModelRequest
        {
            AthleteId = "anna",
            ExerciseId = "squat",
            Version = 1,
        });
        yield return Unary("ModelService/ImportModel", ImportModelRequest.Parser, models.ImportModel, [.. Samples.Models.Select(m => new ImportModelRequest
        {
            RequestId = Request, AthleteId = "anna", ExerciseId = "squat", Model = ByteString.CopyFrom(m), Activate = true,
        })]);

        yield return Unary("ExerciseService/ListExercises", ListExercisesRequest.Parser, exercises.ListExercises, new ListExercisesRequest { AthleteId = "anna" });
        yield return Unary("ExerciseService/PutExercise", PutExerciseRequest.Parser, exercises.PutExercise, new PutExerciseRequest
        {
            ExerciseId = "squat",
            DisplayName = "Squat, deep",
        });

        var page = PageToken.Write(new HistoryPosition(1_700_000_000_000_000, Samples.SessionId));
        yield return Unary("HistoryService/ListSessions", ListSessionsRequest.Parser, history.ListSessions, new ListSessionsRequest
        {
            AthleteId = "anna",
            PageSize = 20,
            PageToken = page,
        });
        yield return Unary("HistoryService/GetSessionHistory", GetSessionHistoryRequest.Parser, history.GetSessionHistory, new GetSessionHistoryRequest
        {
            SessionId = Samples.SessionId,
        });
        yield return Unary("HistoryService/ListEvents", ListEventsRequest.Parser, history.ListEvents, new ListEventsRequest
        {
            SessionId = Samples.SessionId,
            AfterEventSeq = 1,
            Limit = 10,
        });
        yield return Streamed<ExportHistoryRequest, ExportHistoryResponse>(
            "HistoryService/ExportHistory", ExportHistoryRequest.Parser, history.ExportHistory, new ExportHistoryRequest { AthleteId = "anna", Format = ExportFormat.Csv });

        yield return Unary("HistoryService/AnnotateSet", AnnotateSetRequest.Parser, history.AnnotateSet,
            [
                new AnnotateSetRequest { SessionId = Samples.SessionId, SetNumber = 1, ChangeId = Request, LoadKg = 62.5, Rpe = 8.5, Note = "Heavy.\nNext time less." },
                new AnnotateSetRequest { SessionId = Samples.SessionId, SetNumber = 1, ChangeId = Request, Remove = { SetAnnotationPart.Load, SetAnnotationPart.Note } },
            ]);
        yield return Unary("HistoryService/CorrectSet", CorrectSetRequest.Parser, history.CorrectSet,
            [
                new CorrectSetRequest { SessionId = Samples.SessionId, SetNumber = 1, ChangeId = Request, Reps = 9 },
                new CorrectSetRequest { SessionId = Samples.SessionId, SetNumber = 1, ChangeId = Request, Withdraw = new CorrectionWithdrawn() },
            ]);

        yield return Unary("CoachingService/Grant", GrantRequest.Parser, coaching.Grant, new GrantRequest
        {
            CoachId = "carl",
            Scopes = { GrantScope.Live, GrantScope.Models },
            UntilTimeUs = 4_000_000_000_000_000,
        });
        yield return Unary("CoachingService/Revoke", RevokeRequest.Parser, coaching.Revoke, new RevokeRequest { AthleteId = "anna", CoachId = "carl" });
        yield return Unary("CoachingService/ListGrants", ListGrantsRequest.Parser, coaching.ListGrants, new ListGrantsRequest { AthleteId = "anna" });
        yield return Unary("CoachingService/SendCue", SendCueRequest.Parser, coaching.SendCue,
            [
                new SendCueRequest { SessionId = Samples.SessionId, CueId = Request, Text = "Lower!" },
                new SendCueRequest { SessionId = Samples.SessionId, CueId = Request, Preset = CuePreset.WellDone },
            ]);
        yield return Unary("CoachingService/AcknowledgeCue", AcknowledgeCueRequest.Parser, coaching.AcknowledgeCue, new AcknowledgeCueRequest
        {
            SessionId = Samples.SessionId,
            CueId = Request,
        });
        yield return Unary("CoachingService/ListMyAthletes", ListMyAthletesRequest.Parser, coaching.ListMyAthletes, new ListMyAthletesRequest());

        var groups = ActivatorUtilities.CreateInstance<GroupApi>(s_services);
        var id = Samples.SessionId;
        yield return Unary("GroupService/PlanGroup", PlanGroupRequest.Parser, groups.PlanGroup, new PlanGroupRequest
        {
            GroupId = id,
            Plan = new GroupPlan
            {
                Title = "Class",
                Ranking = GroupRanking.Reps,
                CountInSeconds = 5,
                Rounds = { new GroupRound { ExerciseId = "squat", Seconds = 60, RestSeconds = 10 }, new GroupRound { ExerciseId = "squat", TargetReps = 9 } },
            },
        });
        yield return Unary("GroupService/GetGroup", GetGroupRequest.Parser, groups.GetGroup, new GetGroupRequest { GroupId = id });
        yield return Unary("GroupService/ListGroups", ListGroupsRequest.Parser, groups.ListGroups, new ListGroupsRequest { PageSize = 20, PageToken = page });
        yield return Unary("GroupService/JoinAsGuest", JoinAsGuestRequest.Parser, groups.JoinAsGuest, new JoinAsGuestRequest
        {
            GymId = "gym",
            Code = BoundaryGroup.Code,
            Nickname = "Newcomer",
            JoinId = "0f8fad5b-d9cb-469f-a165-70867728950e",
            ClientTimeUs = 1,
            Unranked = true,
        });
        yield return Unary("GroupService/JoinGroup", JoinGroupRequest.Parser, groups.JoinGroup, new JoinGroupRequest
        {
            Code = BoundaryGroup.Code,
            AthleteId = "anna",
            SessionId = id,
            Nickname = "Annie",
            ClientTimeUs = 1_700_000_000_000_000,
        });
        yield return Unary("GroupService/LeaveGroup", LeaveGroupRequest.Parser, groups.LeaveGroup, new LeaveGroupRequest { GroupId = id, AthleteId = "anna" });
        yield return Unary("GroupService/StartGroup", StartGroupRequest.Parser, groups.StartGroup, new StartGroupRequest { GroupId = id });
        yield return Unary("GroupService/PauseGroup", PauseGroupRequest.Parser, groups.PauseGroup, new PauseGroupRequest { GroupId = id });
        yield return Unary("GroupService/ResumeGroup", ResumeGroupRequest.Parser, groups.ResumeGroup, new ResumeGroupRequest { GroupId = id });
        yield return Unary("GroupService/SkipPhase", SkipPhaseRequest.Parser, groups.SkipPhase, new SkipPhaseRequest
        {
            GroupId = id,
            Phase = GroupPhase.Round,
            RoundNumber = 1,
        });
        yield return Unary("GroupService/FinishGroup", FinishGroupRequest.Parser, groups.FinishGroup, new FinishGroupRequest { GroupId = id });
        yield return Unary("GroupService/MuteParticipant", MuteParticipantRequest.Parser, groups.MuteParticipant, new MuteParticipantRequest
        {
            GroupId = id,
            ParticipantNumber = 1,
        });
        yield return Unary("GroupService/UnmuteParticipant", UnmuteParticipantRequest.Parser, groups.UnmuteParticipant, new UnmuteParticipantRequest
        {
            GroupId = id,
            ParticipantNumber = 1,
        });
        yield return Unary("GroupService/RemoveParticipant", RemoveParticipantRequest.Parser, groups.RemoveParticipant, new RemoveParticipantRequest
        {
            GroupId = id,
            ParticipantNumber = 1,
        });
        yield return Streamed<WatchGroupRequest, WatchGroupResponse>(
            "GroupService/WatchGroup", WatchGroupRequest.Parser, groups.WatchGroup, new WatchGroupRequest { GroupId = id });
        yield return Unary("GroupService/GetGroupResults", GetGroupResultsRequest.Parser, groups.GetGroupResults, new GetGroupResultsRequest { GroupId = id });
        yield return Streamed<ExportGroupResultsRequest, ExportGroupResultsResponse>(
            "GroupService/ExportGroupResults", ExportGroupResultsRequest.Parser, groups.ExportGroupResults, new ExportGroupResultsRequest { GroupId = id, Format = ExportFormat.Csv });
    }

    // The bytes stand once as a stream's first message and once behind a good one, whichever they look like.
    private static FuzzTarget Track(TrackingApi tracking)
    {
        const string method = "TrackingService/Track";
        var open = new TrackRequest { Open = new TrackOpen { SessionId = Samples.SessionId, OldestHeldInputSeq = 1, AfterEventSeq = 1 } };
        var inputs = new TrackRequest { FirstInputSeq = 7, Inputs = { Samples.Inputs(5) } };
        var both = open.Clone();
        both.MergeFrom(inputs);
        return new FuzzTarget(
            method,
            bytes => Orderly(bytes.ToArray(), TrackRequest.Parser, request => s_access.DuplexStreamingServerHandler(
                request.Open is null ? new Sent<TrackRequest>(open, request) : new Sent<TrackRequest>(request, inputs),
                new Received<TrackResponse>(), Call(method), tracking.Track)),
            [open.ToByteArray(), inputs.ToByteArray(), both.ToByteArray()],
            TrackRequest.Descriptor);
    }

    private static FuzzTarget Unary<TRequest, TResponse>(
        string method, MessageParser<TRequest> parser, UnaryServerMethod<TRequest, TResponse> call, TRequest good)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage => Unary(method, parser, call, [good]);

    private static FuzzTarget Unary<TRequest, TResponse>(
        string method, MessageParser<TRequest> parser, UnaryServerMethod<TRequest, TResponse> call, TRequest[] good, string? refusal = null)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage => new(
        method,
        bytes => Orderly(bytes.ToArray(), parser, async request => Leaks.NotFinite(await s_access.UnaryServerHandler(request, Call(method), call)), refusal),
        [.. good.Select(g => g.ToByteArray())],
        good[0].Descriptor);

    private static FuzzTarget Streamed<TRequest, TResponse>(
        string method, MessageParser<TRequest> parser, ServerStreamingServerMethod<TRequest, TResponse> call, TRequest good)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage => new(
        method,
        bytes => Orderly(bytes.ToArray(), parser, request => s_access.ServerStreamingServerHandler(request, new Received<TResponse>(), Call(method), call)),
        [good.ToByteArray()],
        good.Descriptor);

    private static BoundaryCall Call(string method) =>
        new($"/personalpt.v1.{method}", s_ofAdministrators.Contains(method) ? Role.Administrator : Role.Staff);

    /// <returns>Whether it went well. Where what lies behind refuses on purpose, that it got so far.</returns>
    private static bool Orderly<TRequest>(byte[] bytes, MessageParser<TRequest> parser, Func<TRequest, Task> call, string? refusal = null)
        where TRequest : class, IMessage<TRequest>
    {
        try
        {
            call(Read(bytes, parser)).GetAwaiter().GetResult();
            return true;
        }
        catch (RpcException e) when (s_documented.Contains(e.StatusCode))
        {
            return refusal is not null && e.GetRpcStatus()?.GetDetail<Google.Rpc.ErrorInfo>()?.Reason == refusal;
        }
    }

    // As the server's marshaller does.
    private static TRequest Read<TRequest>(byte[] bytes, MessageParser<TRequest> parser)
        where TRequest : class, IMessage<TRequest>
    {
        try
        {
            return CheckedMessage.Read(Descriptor<TRequest>.Of, new ReadOnlySequence<byte>(bytes), bytes, parser.ParseFrom);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new LeakException($"A request that cannot be read is not refused: {e.Message}");
        }
    }

    private static ServiceProvider Services()
    {
        var storage = new BoundaryStorage();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IHostApplicationLifetime, ApplicationLifetime>();
        services.AddSingleton(Grains.Create());
        services.AddSingleton<IJournal>(storage);
        services.AddSingleton<IHistory>(storage);
        services.AddSingleton<IGrantStore>(new BoundaryGrants());
        services.AddSingleton<IPlanStore>(new BoundaryPlans());
        services.AddSingleton<IWebhookStore>(new BoundaryWebhooks());
        services.AddSingleton(new EndpointRule(new WebhookOptions()));
        services.AddSingleton<WebhookSecrets>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<IGroupStore>(BoundaryGroup.One);
        services.AddSingleton<IRecordingStore>(BoundaryRecordings.One);
        services.AddSingleton<Contracts.Recordings.IRecordings>(BoundaryRecordings.One);
        services.AddSingleton<IErasureStore>(BoundaryAccounts.One);
        services.AddSingleton<Contracts.Athletes.AthleteErasures>();
        services.AddSingleton<Contracts.Coaching.AthleteGrants>();
        services.AddSingleton<IAuditLog>(BoundaryAccounts.One);
        services.AddSingleton<IAthleteArchive>(BoundaryAccounts.One);
        services.AddSingleton<IAccountStore>(new BoundaryAccountStore());
        services.AddSingleton<Contracts.Groups.IGroupBoards>(BoundaryGroup.One);
        services.AddPersonalPTApi(new ApiOptions
        {
            LocalAccounts = new() { IsOn = true, WrongAttemptsOfAddress = int.MaxValue },
            // Limits of time are not what is looked for here.
            Linger = TimeSpan.Zero,
            Heartbeat = TimeSpan.FromMilliseconds(20),
            Limits = new LimitOptions { InputBurst = int.MaxValue, InputsPerSecond = int.MaxValue, ThreadWait = TimeSpan.FromHours(1) },
        });
        services.AddSingleton(new GroupCodeGuesses(int.MaxValue, int.MaxValue));
        services.AddSingleton<Microsoft.AspNetCore.DataProtection.IDataProtectionProvider>(new Microsoft.AspNetCore.DataProtection.EphemeralDataProtectionProvider());
        services.AddSingleton<Contracts.Groups.IGroupEntrance, GroupEntrance>();
        services.AddSingleton<Contracts.Groups.IGroupResultFiles, GroupExport>();
        services.AddSingleton<Contracts.Groups.GroupList>();
        services.AddSingleton<ISessionAccess>(BoundarySession.One);
        services.AddSingleton<IGymFeedSource, NoFeeds>();
        return services.BuildServiceProvider();
    }

    private static class Descriptor<TRequest>
        where TRequest : class, IMessage<TRequest>
    {
        public static readonly Google.Protobuf.Reflection.MessageDescriptor Of = Activator.CreateInstance<TRequest>().Descriptor;
    }

    private sealed class NoFeeds : IGymFeedSource, IAsyncDisposable
    {
        public Task<IAsyncDisposable> Subscribe(string gymId, Action<Contracts.Sessions.GymFeedItem> deliver) => Task.FromResult<IAsyncDisposable>(this);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
