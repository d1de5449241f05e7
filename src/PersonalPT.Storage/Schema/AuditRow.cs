using PersonalPT.Contracts.Audit;

namespace PersonalPT.Storage.Schema;

/// <summary>An entry of the audit log. Where somebody was erased his mark stands in his place; nothing else ever changes.</summary>
internal sealed class AuditRow
{
    public required string GymId { get; init; }

    public required long AtMicros { get; init; }

    /// <summary>A UUID: two entries may be of the same moment.</summary>
    public required string EntryId { get; init; }

    public required string ActorId { get; set; }

    public required string ActorRole { get; init; }

    public required AuditAction Action { get; init; }

    public required AuditOutcome Outcome { get; init; }

    public string? AthleteId { get; set; }

    public string? OtherId { get; set; }

    /// <summary>By which call or page.</summary>
    public required string Means { get; init; }
}
