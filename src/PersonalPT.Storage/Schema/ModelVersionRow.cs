using PersonalPT.Counting.Models;

namespace PersonalPT.Storage.Schema;

/// <summary>One immutable version of a model.</summary>
internal sealed class ModelVersionRow
{
    public required string GymId { get; init; }

    /// <summary>Whose it is; empty: the gym's catalog.</summary>
    public required string AthleteId { get; init; }

    public required string ExerciseId { get; init; }

    /// <summary>From 1 within gym, athlete and exercise.</summary>
    public required int Version { get; init; }

    public required string RequestId { get; init; }

    public required ModelOrigin Origin { get; init; }

    public required byte[] Content { get; init; }

    /// <summary>The training's report as JSON.</summary>
    public required string Report { get; init; }

    public required long CreatedMicros { get; init; }

    public required string CreatedBy { get; init; }
}
