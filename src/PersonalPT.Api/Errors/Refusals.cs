using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using PersonalPT.Contracts.Athletes;
using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Plans;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Api.Errors;

/// <summary>Every refusal of the API, as a gRPC status with its details.</summary>
internal static class Refusals
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(1);

    /// <summary>INVALID_ARGUMENT with the fields' names.</summary>
    public static RpcException BadRequest(IReadOnlyList<FieldViolation> violations)
    {
        var details = new BadRequest();
        foreach (var violation in violations)
            details.FieldViolations.Add(new BadRequest.Types.FieldViolation { Field = violation.Field, Description = violation.Description });
        var first = violations[0];
        var more = violations.Count > 1 ? $" ({violations.Count - 1} more)" : "";
        return Make(Code.InvalidArgument, $"{first.Field}: {first.Description}{more}", details);
    }

    /// <summary>INVALID_ARGUMENT with the field's name.</summary>
    public static RpcException BadRequest(string field, string description) => BadRequest([new FieldViolation(field, description)]);

    /// <summary>NOT_FOUND. The same answer whether it does not exist or belongs to another gym.</summary>
    public static RpcException SessionNotFound(string sessionId) =>
        Make(Code.NotFound, $"There is no session {sessionId}.", Info(Reasons.SessionNotFound));

    /// <summary>NOT_FOUND. The same answer whether nobody of this name was ever there, he belongs to another gym, or he was erased.</summary>
    public static RpcException AthleteNotFound(string athleteId) =>
        Make(Code.NotFound, $"Nothing is kept about {athleteId}.", Info(Reasons.AthleteNotFound));

    /// <summary>NOT_FOUND: it was there, its athlete was erased, and it does not come back.</summary>
    public static RpcException SessionErased() =>
        Make(Code.NotFound, "The session was erased with everything of its athlete. It cannot go on.", Info(Reasons.SessionErased));

    /// <summary>FAILED_PRECONDITION: nothing is taken for somebody who is being erased.</summary>
    public static RpcException ErasureRunning() => Make(
        Code.FailedPrecondition, "Everything of this athlete is being erased. When that is done the id may begin anew.", Info(Reasons.ErasureRunning));

    /// <summary>What does not come back.</summary>
    public static RpcException Of(ErasedException erased) => erased.What == ErasedThing.Session ? SessionErased() : ErasureRunning();

    /// <summary>Whether a refusal says that there is no such session.</summary>
    public static bool SaysNoSuchSession(RpcException refusal) =>
        refusal.StatusCode == StatusCode.NotFound && refusal.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason == Reasons.SessionNotFound;

    /// <summary>PERMISSION_DENIED: the audit log.</summary>
    public static RpcException AuditReadersOnly() =>
        Make(Code.PermissionDenied, "Only staff and administrators see who did what in the gym.", Info(Reasons.AuditReadersOnly));

    /// <summary>NOT_FOUND.</summary>
    public static RpcException UnknownExercise(string message) => Make(Code.NotFound, message, Info(Reasons.UnknownExercise));

    /// <summary>NOT_FOUND.</summary>
    public static RpcException NoSuchVersion(string message) => Make(Code.NotFound, message, Info(Reasons.ModelVersionNotFound));

    /// <summary>ALREADY_EXISTS.</summary>
    public static RpcException SessionConflict(string sessionId) => Make(
        Code.AlreadyExists,
        $"The session {sessionId} was started with another athlete, another capture header or another plan. Use a new session id.",
        Info(Reasons.SessionConflict));

    /// <summary>FAILED_PRECONDITION.</summary>
    public static RpcException SessionEnded(string sessionId) =>
        Make(Code.FailedPrecondition, $"The session {sessionId} has ended. Start a new one.", Info(Reasons.SessionEnded));

    /// <summary>FAILED_PRECONDITION.</summary>
    public static RpcException ModelUnreadable(string sessionId) => Make(
        Code.FailedPrecondition,
        $"This version of the server cannot read the model that the session {sessionId} counts with. Start a new session.",
        Info(Reasons.ModelUnreadable));

    /// <summary>FAILED_PRECONDITION, with the number of the input that is needed.</summary>
    public static RpcException RanAhead(long nextInputSeq)
    {
        var info = Info(Reasons.NeedFrom);
        info.Metadata["next_input_seq"] = nextInputSeq.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Make(Code.FailedPrecondition, $"Inputs before this one are missing: send again from {nextInputSeq}.", info);
    }

    /// <summary>FAILED_PRECONDITION.</summary>
    public static RpcException FramesNotHeld(string message) => Make(Code.FailedPrecondition, message, Info(Reasons.FramesNotHeld));

    /// <summary>PERMISSION_DENIED: another athlete's.</summary>
    public static RpcException NotYours() => Make(
        Code.PermissionDenied, "This belongs to another athlete, and neither your role nor a grant opens it to you.", Info(Reasons.NotYours));

    /// <summary>FAILED_PRECONDITION: an athlete's list of coaches is full.</summary>
    public static RpcException TooManyGrants(int most) =>
        Make(Code.FailedPrecondition, $"You may let {most} coaches at your things. Revoke a grant first.", Info(Reasons.TooManyGrants));

    /// <summary>PERMISSION_DENIED: the catalog.</summary>
    public static RpcException CatalogKeepersOnly() => Make(
        Code.PermissionDenied, "Only staff and administrators change the gym's catalog. Name an athlete to change his own models.", Info(Reasons.CatalogKeepersOnly));

    /// <summary>PERMISSION_DENIED: leading groups.</summary>
    public static RpcException StaffOnly() =>
        Make(Code.PermissionDenied, "Only staff and administrators plan and lead group sessions.", Info(Reasons.StaffOnly));

    /// <summary>PERMISSION_DENIED: more than a guest may.</summary>
    public static RpcException NotForGuests() => Make(
        Code.PermissionDenied, "A guest may take part in the group that he joined, with one session of its exercises, and nothing else.", Info(Reasons.NotForGuests));

    /// <summary>PERMISSION_DENIED: accounts.</summary>
    public static RpcException AdministratorsOnly() =>
        Make(Code.PermissionDenied, "Only administrators say who has an account, and what the gym is connected with.", Info(Reasons.AdministratorsOnly));

    /// <summary>FAILED_PRECONDITION: somebody else says who people are.</summary>
    public static RpcException NoLocalAccounts() =>
        Make(Code.FailedPrecondition, "This server keeps no accounts of its own, or has not been set up yet.", Info(Reasons.NoLocalAccounts));

    /// <summary>UNAUTHENTICATED: a password, a code or a refresh token.</summary>
    public static RpcException SignInRefused(string why) => Make(Code.Unauthenticated, why, Info(Reasons.SignInRefused));

    /// <summary>RESOURCE_EXHAUSTED: no password is looked at for a while.</summary>
    public static RpcException SignInLocked() => Make(
        Code.ResourceExhausted, "After too many wrong passwords none is looked at for a few minutes.", Info(Reasons.SignInLocked));

    /// <summary>FAILED_PRECONDITION: there would be nobody left to keep the accounts, or there is no such account.</summary>
    public static RpcException LastAdministrator() =>
        Make(Code.FailedPrecondition, "There is no such account, or it is the last administrator's.", Info(Reasons.LastAdministrator));

    /// <summary>UNAUTHENTICATED: what a guest's token was for is over.</summary>
    public static RpcException GuestsGroupOver() =>
        Make(Code.Unauthenticated, "The group is over, and with it what was open to its guests.", Info(Reasons.GroupOver));

    /// <summary>NOT_FOUND. The same answer whether it does not exist or belongs to another gym.</summary>
    public static RpcException GroupNotFound(string groupId) => Make(Code.NotFound, $"There is no group {groupId}.", Info(Reasons.GroupNotFound));

    /// <summary>NOT_FOUND.</summary>
    public static RpcException NoGroupHasCode() =>
        Make(Code.NotFound, "No open group has this code. Look at the board again; a code ends with its group.", Info(Reasons.GroupNotFound));

    /// <summary>FAILED_PRECONDITION: this server keeps no recordings.</summary>
    public static RpcException RecordingsOff() => Make(
        Code.FailedPrecondition, "This gym's server keeps no recordings. Start the session without record.", Info(Reasons.RecordingsOff));

    /// <summary>PERMISSION_DENIED: somebody else wants an athlete's session recorded.</summary>
    public static RpcException RecordAthleteOnly() => Make(
        Code.PermissionDenied, "Only the athlete himself can have a session recorded. Start it without record, or have him start it.",
        Info(Reasons.RecordAthleteOnly));

    /// <summary>NOT_FOUND.</summary>
    public static RpcException RecordingNotFound(string sessionId) => Make(
        Code.NotFound, $"There is no recording of session {sessionId}: it was not recorded, or its time was over, or it was deleted.",
        Info(Reasons.RecordingNotFound));

    /// <summary>What a group's grain did not do.</summary>
    public static RpcException Of(GroupOutcome outcome, string groupId) => outcome switch
    {
        GroupOutcome.NoSuchGroup => GroupNotFound(groupId),
        GroupOutcome.OtherPlan => Make(
            Code.AlreadyExists, $"The group {groupId} was planned with another plan. Use a new group id.", Info(Reasons.GroupConflict)),
        GroupOutcome.Over => Make(Code.FailedPrecondition, $"The group {groupId} is over.", Info(Reasons.GroupOver)),
        GroupOutcome.NotStarted => Make(Code.FailedPrecondition, $"The group {groupId} has not been started.", Info(Reasons.GroupNotStarted)),
        GroupOutcome.OtherPhase => Make(
            Code.FailedPrecondition, "The group's clock does not stand there any more. Look at the board again.", Info(Reasons.Conflict)),
        GroupOutcome.NoSuchParticipant => Make(Code.NotFound, "There is no such participant in this group.", Info(Reasons.ParticipantNotFound)),
        GroupOutcome.Removed => Make(Code.FailedPrecondition, "Staff have taken this athlete out of the group.", Info(Reasons.ParticipantRemoved)),
        GroupOutcome.Full => Make(Code.ResourceExhausted, "No more participants fit into this group.", Info(Reasons.GroupFull)),
        GroupOutcome.SessionTaken => Make(Code.FailedPrecondition, "This session counts for another participant of the group.", Info(Reasons.Conflict)),
        _ => Unavailable("The group could not be reached. Try again."),
    };

    /// <summary>UNAVAILABLE: the same call may succeed soon.</summary>
    public static RpcException Unavailable(string message) => Make(Code.Unavailable, message, Retry());

    /// <summary>RESOURCE_EXHAUSTED: too much to do.</summary>
    /// <param name="retryAfter">When to come again; null: soon.</param>
    public static RpcException Overloaded(TimeSpan? retryAfter = null) => Make(
        Code.ResourceExhausted, "The server has too much to do now. Try again in a moment.", Info(Reasons.Overloaded), Retry(retryAfter));

    /// <summary>RESOURCE_EXHAUSTED: the caller asks too often, or sends too fast.</summary>
    /// <param name="retryAfter">When to come again; null: soon.</param>
    public static RpcException RateLimited(TimeSpan? retryAfter) => Make(
        Code.ResourceExhausted, "This is more than one caller may ask for in this time. Go on more slowly.", Info(Reasons.RateLimited), Retry(retryAfter));

    /// <summary>RESOURCE_EXHAUSTED: the caller has too many streams open.</summary>
    public static RpcException TooManyStreams(int most) => Make(
        Code.ResourceExhausted, $"One caller may have {most} streams open. Close one first.", Info(Reasons.TooManyStreams), Retry());

    /// <summary>RESOURCE_EXHAUSTED: too many sessions are live.</summary>
    public static RpcException TooManySessions(string whose, int most) => Make(
        Code.ResourceExhausted, $"{whose} may have {most} live sessions. End one first.", Info(Reasons.TooManySessions), Retry());

    /// <summary>INTERNAL: nothing that the caller could do, and nothing about the inside.</summary>
    public static RpcException Internal(string? traceId) => Make(
        Code.Internal, traceId is null ? "Something went wrong at the server." : $"Something went wrong at the server; its log has it under trace {traceId}.");

    /// <summary>Why a session did not take a batch.</summary>
    public static RpcException Of(SubmitResult result, string sessionId) => result.Outcome switch
    {
        SubmitOutcome.NeedFrom => RanAhead(result.Acknowledgement.NextInputSeq),
        SubmitOutcome.Ended => SessionEnded(sessionId),
        SubmitOutcome.NoSuchSession => SessionNotFound(sessionId),
        SubmitOutcome.Unusable => ModelUnreadable(sessionId),
        SubmitOutcome.Busy => Overloaded(result.RetryAfter),
        SubmitOutcome.Resume => Unavailable("The session is moving. Send it again."),
        _ => throw new ArgumentOutOfRangeException(nameof(result), result.Outcome, "No refusal for this outcome."),
    };

    /// <summary>Why a cue, or the word that it was seen, did not get into the log.</summary>
    public static RpcException Of(CueOutcome outcome, string sessionId, string cueId) => outcome switch
    {
        CueOutcome.NoSuchSession => SessionNotFound(sessionId),
        CueOutcome.Ended => SessionEnded(sessionId),
        CueOutcome.Resume => Unavailable("No phone is at the session now, or the session is moving. Send it again."),
        CueOutcome.Conflict => Make(
            Code.AlreadyExists, $"The session has a cue {cueId} that says something else. Use a new cue id.", Info(Reasons.CueConflict)),
        CueOutcome.TooMany => Make(Code.FailedPrecondition, "The session has as many cues as one may have.", Info(Reasons.TooManyCues)),
        CueOutcome.NoSuchCue => Make(Code.NotFound, $"The session has no cue {cueId}.", Info(Reasons.CueNotFound)),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "No refusal for this outcome."),
    };

    /// <summary>Why a change of a set is not kept.</summary>
    public static RpcException Of(SetChangeOutcome outcome, string sessionId, uint setNumber, string changeId) => outcome switch
    {
        SetChangeOutcome.NoSuchSession => SessionNotFound(sessionId),
        SetChangeOutcome.NoSuchSet => Make(Code.NotFound, $"The session {sessionId} has no set {setNumber}.", Info(Reasons.SetNotFound)),
        SetChangeOutcome.StillRunning => Make(
            Code.FailedPrecondition, $"Set {setNumber} is still running. Say it again when it is over.", Info(Reasons.SetStillRunning)),
        SetChangeOutcome.Conflict => Make(
            Code.AlreadyExists, $"The session has a change {changeId} that says something else. Use a new change id.", Info(Reasons.SetChangeConflict)),
        SetChangeOutcome.TooMany => Make(
            Code.FailedPrecondition, $"Set {setNumber} was changed as often as a set may be.", Info(Reasons.TooManySetChanges)),
        SetChangeOutcome.Resume => Unavailable("The session is moving. Send it again."),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "No refusal for this outcome."),
    };

    /// <summary>What a model's owner refused.</summary>
    public static RpcException Of(Refusal refusal) => refusal.Kind switch
    {
        RefusalKind.Demonstration => Make(Code.InvalidArgument, refusal.Message, Info(Reasons.DemonstrationRefused)),
        RefusalKind.ModelFile => Make(Code.InvalidArgument, refusal.Message, Info(Reasons.ModelFileRefused)),
        RefusalKind.NoSuchVersion => NoSuchVersion(refusal.Message),
        RefusalKind.NoSuchExercise => UnknownExercise(refusal.Message),
        RefusalKind.NothingToRollBack => Make(Code.FailedPrecondition, refusal.Message, Info(Reasons.NothingToRollBack)),
        RefusalKind.Conflict => Make(Code.FailedPrecondition, refusal.Message, Info(Reasons.Conflict)),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal.Kind, "No status for this refusal."),
    };

    /// <summary>NOT_FOUND. The same answer whether it does not exist or belongs to another athlete.</summary>
    public static RpcException PlanNotFound(string planId) =>
        Make(Code.NotFound, $"The athlete has no plan {planId}, or not this revision of it.", Info(Reasons.PlanNotFound));

    /// <summary>FAILED_PRECONDITION: a deleted plan does not come back, and nothing is started by it.</summary>
    public static RpcException PlanDeleted(string planId) =>
        Make(Code.FailedPrecondition, $"The plan {planId} was deleted. Make another one.", Info(Reasons.PlanDeleted));

    /// <summary>Why a plan was not put.</summary>
    public static RpcException Of(PutPlanResult result, string planId) => result.Outcome switch
    {
        PutPlanOutcome.NoSuchPlan => PlanNotFound(planId),
        PutPlanOutcome.Deleted => PlanDeleted(planId),
        PutPlanOutcome.OtherRevision => Make(
            Code.FailedPrecondition, $"The plan {planId} has revision {result.Plan!.Revision} now. Read it, and change that one.", Info(Reasons.Conflict)),
        PutPlanOutcome.TooManyPlans => Make(
            Code.FailedPrecondition, $"An athlete may have {PlanRules.PlansOfAthlete} plans. Delete one first.", Info(Reasons.TooManyPlans)),
        PutPlanOutcome.TooManyRevisions => Make(
            Code.FailedPrecondition, $"The plan {planId} was changed as often as a plan may be. Make another one.", Info(Reasons.TooManyPlans)),
        _ => throw new ArgumentOutOfRangeException(nameof(result), result.Outcome, "No refusal for this outcome."),
    };

    /// <summary>NOT_FOUND.</summary>
    public static RpcException WebhookNotFound(string webhookId) =>
        Make(Code.NotFound, $"The gym has no webhook {webhookId}.", Info(Reasons.WebhookNotFound));

    /// <summary>FAILED_PRECONDITION.</summary>
    public static RpcException TooManyWebhooks(int most) =>
        Make(Code.FailedPrecondition, $"A gym may have {most} webhooks. Delete one first.", Info(Reasons.TooManyWebhooks));

    private static ErrorInfo Info(string reason) => new() { Domain = Reasons.Domain, Reason = reason };

    private static RetryInfo Retry(TimeSpan? after = null) => new() { RetryDelay = Duration.FromTimeSpan(after ?? s_soon) };

    private static RpcException Make(Code code, string message, params IMessage[] details)
    {
        var status = new Google.Rpc.Status { Code = (int)code, Message = message };
        foreach (var detail in details)
            status.Details.Add(Any.Pack(detail));
        return status.ToRpcException();
    }
}

/// <summary>A field that is wrong.</summary>
/// <param name="Field">Its path in the request, such as <c>inputs[3].floats.values[17]</c>.</param>
/// <param name="Description">What is wrong with it and what it may be.</param>
internal readonly record struct FieldViolation(string Field, string Description);
