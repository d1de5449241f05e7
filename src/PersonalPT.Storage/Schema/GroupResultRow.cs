namespace PersonalPT.Storage.Schema;

/// <summary>What a participant did in a round.</summary>
internal sealed class GroupResultRow
{
    public required string GymId { get; init; }

    public required string GroupId { get; init; }

    public required int ParticipantNumber { get; init; }

    public required int RoundNumber { get; init; }

    public required int Reps { get; set; }

    /// <summary>0: nothing known.</summary>
    public required int Best { get; set; }
}
