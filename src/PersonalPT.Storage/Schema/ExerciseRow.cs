namespace PersonalPT.Storage.Schema;

/// <summary>An exercise of a gym's catalog.</summary>
internal sealed class ExerciseRow
{
    public required string GymId { get; init; }

    public required string ExerciseId { get; init; }

    public required string DisplayName { get; set; }

    public required long UpdatedMicros { get; set; }
}
