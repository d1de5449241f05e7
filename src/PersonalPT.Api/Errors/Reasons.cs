namespace PersonalPT.Api.Errors;

/// <summary>What refusals are called for programs: the <c>reason</c> of google.rpc.ErrorInfo. Never renamed.</summary>
internal static class Reasons
{
    public const string Domain = "personalpt";

    public const string SessionNotFound = "SESSION_NOT_FOUND";
    public const string AthleteNotFound = "ATHLETE_NOT_FOUND";
    public const string SessionErased = "SESSION_ERASED";
    public const string ErasureRunning = "ERASURE_RUNNING";
    public const string AuditReadersOnly = "AUDIT_READERS_ONLY";
    public const string SessionConflict = "SESSION_CONFLICT";
    public const string SessionEnded = "SESSION_ENDED";
    public const string ModelUnreadable = "MODEL_UNREADABLE";
    public const string UnknownExercise = "UNKNOWN_EXERCISE";
    public const string NeedFrom = "NEED_FROM";
    public const string DemonstrationRefused = "DEMONSTRATION_REFUSED";
    public const string ModelFileRefused = "MODEL_FILE_REFUSED";
    public const string ModelVersionNotFound = "MODEL_VERSION_NOT_FOUND";
    public const string NothingToRollBack = "NOTHING_TO_ROLL_BACK";
    public const string Conflict = "CONFLICT";
    public const string FramesNotHeld = "FRAMES_NOT_HELD";
    public const string NotYours = "NOT_YOURS";
    public const string AdministratorsOnly = "ADMINISTRATORS_ONLY";
    public const string NoLocalAccounts = "NO_LOCAL_ACCOUNTS";
    public const string SignInRefused = "SIGN_IN_REFUSED";
    public const string SignInLocked = "SIGN_IN_LOCKED";
    public const string LastAdministrator = "LAST_ADMINISTRATOR";
    public const string NotForGuests = "NOT_FOR_GUESTS";
    public const string TooManyGrants = "TOO_MANY_GRANTS";
    public const string CueConflict = "CUE_CONFLICT";
    public const string CueNotFound = "CUE_NOT_FOUND";
    public const string TooManyCues = "TOO_MANY_CUES";
    public const string SetNotFound = "SET_NOT_FOUND";
    public const string SetStillRunning = "SET_STILL_RUNNING";
    public const string SetChangeConflict = "SET_CHANGE_CONFLICT";
    public const string TooManySetChanges = "TOO_MANY_SET_CHANGES";
    public const string CatalogKeepersOnly = "CATALOG_KEEPERS_ONLY";
    public const string StaffOnly = "STAFF_ONLY";
    public const string GroupNotFound = "GROUP_NOT_FOUND";
    public const string GroupConflict = "GROUP_CONFLICT";
    public const string GroupOver = "GROUP_OVER";
    public const string GroupNotStarted = "GROUP_NOT_STARTED";
    public const string GroupFull = "GROUP_FULL";
    public const string ParticipantNotFound = "PARTICIPANT_NOT_FOUND";
    public const string ParticipantRemoved = "PARTICIPANT_REMOVED";
    public const string RecordingsOff = "RECORDINGS_OFF";
    public const string RecordingNotFound = "RECORDING_NOT_FOUND";
    public const string RecordAthleteOnly = "RECORD_ATHLETE_ONLY";
    public const string PlanNotFound = "PLAN_NOT_FOUND";
    public const string PlanDeleted = "PLAN_DELETED";
    public const string TooManyPlans = "TOO_MANY_PLANS";
    public const string WebhookNotFound = "WEBHOOK_NOT_FOUND";
    public const string TooManyWebhooks = "TOO_MANY_WEBHOOKS";
    public const string Overloaded = "OVERLOADED";
    public const string RateLimited = "RATE_LIMITED";
    public const string TooManyStreams = "TOO_MANY_STREAMS";
    public const string TooManySessions = "TOO_MANY_SESSIONS";
}
