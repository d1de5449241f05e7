namespace PersonalPT.Contracts.Audit;

/// <summary>Somebody did something that has to be accounted for, or tried to. Holds no secrets, no landmarks and nothing that was said.</summary>
/// <param name="EntryId">Its own: the same entry written again is there once.</param>
/// <param name="AtMicros">When, microseconds since the Unix epoch.</param>
/// <param name="ActorId">Who, or the mark of somebody who was erased.</param>
/// <param name="ActorRole">In which role, as the sign-in names it.</param>
/// <param name="Action">What.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="AthleteId">About whom, or his mark; null: about nobody in particular.</param>
/// <param name="OtherId">Who else is concerned, such as the coach of a grant; null: nobody.</param>
/// <param name="Means">By which call or page.</param>
public sealed record AuditEntry(
    Guid EntryId, long AtMicros, string ActorId, string ActorRole, AuditAction Action, AuditOutcome Outcome, string? AthleteId, string? OtherId, string Means);

/// <summary>What is accounted for. Stored: never renumber.</summary>
public enum AuditAction
{
    /// <summary>Signed in on a page.</summary>
    SignIn = 1,
    /// <summary>Let a coach at an athlete's things.</summary>
    Grant = 2,
    /// <summary>Took that away.</summary>
    Revoke = 3,
    /// <summary>Took an athlete's things out of the product.</summary>
    Export = 4,
    /// <summary>Erased an athlete.</summary>
    Erase = 5,
    /// <summary>Said how many reps a set had, or took that back.</summary>
    Correction = 6,
    /// <summary>Deleted a recording or a plan.</summary>
    Delete = 7,
    /// <summary>Invited somebody, gave him another role, signed a device of his out or took his account away.</summary>
    Account = 8,
    /// <summary>Registered or changed a webhook, gave it another secret or took it away.</summary>
    Webhook = 9,
}

/// <summary>What came of it. Stored: never renumber.</summary>
public enum AuditOutcome
{
    /// <summary>It was done.</summary>
    Done = 1,
    /// <summary>It was not allowed.</summary>
    Refused = 2,
    /// <summary>It was begun; how it ended, another entry says.</summary>
    Begun = 3,
}
