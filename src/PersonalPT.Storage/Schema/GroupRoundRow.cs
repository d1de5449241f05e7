namespace PersonalPT.Storage.Schema;

/// <summary>A round of a group's plan. Never changed.</summary>
internal sealed class GroupRoundRow
{
    public required string GymId { get; init; }

    public required string GroupId { get; init; }

    /// <summary>From 1.</summary>
    public required int RoundNumber { get; init; }

    public required string ExerciseId { get; init; }

    /// <summary>0: by time.</summary>
    public required int TargetReps { get; init; }

    /// <summary>0: without end.</summary>
    public required int Seconds { get; init; }

    public required int RestSeconds { get; init; }
}
