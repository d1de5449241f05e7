namespace PersonalPT.Storage.Schema;

/// <summary>A version became the active one. Never changed: the last activation counts.</summary>
internal sealed class ModelActivationRow
{
    public required string GymId { get; init; }

    public required string AthleteId { get; init; }

    public required string ExerciseId { get; init; }

    /// <summary>From 1 within gym, athlete and exercise.</summary>
    public required int ActivationNumber { get; init; }

    public required int Version { get; init; }

    public required string ActivatedBy { get; init; }

    public required long ActivatedMicros { get; init; }
}
