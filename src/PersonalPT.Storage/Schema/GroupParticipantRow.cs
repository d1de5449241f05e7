using PersonalPT.Contracts.Storage;

namespace PersonalPT.Storage.Schema;

/// <summary>Somebody who takes or took part in a group.</summary>
internal sealed class GroupParticipantRow
{
    public required string GymId { get; init; }

    public required string GroupId { get; init; }

    /// <summary>From 1 within the group.</summary>
    public required int ParticipantNumber { get; init; }

    public required string AthleteId { get; init; }

    public string? Nickname { get; set; }

    public required bool Ranked { get; set; }

    public required bool Muted { get; set; }

    public required ParticipantStanding Standing { get; set; }

    public required long JoinedMicros { get; init; }

    public List<GroupResultRow> Results { get; } = [];
}
