using PersonalPT.Contracts.Coaching;

namespace PersonalPT.Storage.Schema;

/// <summary>An athlete lets a coach at his things. Deleted where it is revoked.</summary>
internal sealed class GrantRow
{
    public required string GymId { get; init; }

    public required string AthleteId { get; init; }

    public required string CoachId { get; init; }

    public required GrantScopes Scopes { get; set; }

    public required long GrantedMicros { get; set; }

    /// <summary>Null: until it is revoked.</summary>
    public long? UntilMicros { get; set; }
}
