namespace PersonalPT.Contracts.Models;

/// <summary>Names one version of a model.</summary>
/// <param name="AthleteId">Whose it is; empty: the gym's catalog.</param>
/// <param name="ExerciseId">What it counts.</param>
/// <param name="Version">From 1.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.ModelReference")]
public sealed record ModelReference([property: Id(0)] string AthleteId, [property: Id(1)] string ExerciseId, [property: Id(2)] int Version);

/// <summary>Names the versions of an exercise that belong to one owner.</summary>
/// <param name="GymId">The gym.</param>
/// <param name="AthleteId">Whose they are; empty: the gym's catalog.</param>
/// <param name="ExerciseId">What they count.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.ModelKey")]
public readonly record struct ModelKey([property: Id(0)] string GymId, [property: Id(1)] string AthleteId, [property: Id(2)] string ExerciseId)
{
    /// <summary>The key of the grain.</summary>
    public override string ToString() => $"{GymId}/{AthleteId}/{ExerciseId}";

    /// <summary>Reads the key of the grain.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static ModelKey Parse(string grainKey) =>
        grainKey.Split('/') is [var gym, var athlete, var exercise]
            ? new ModelKey(gym, athlete, exercise)
            : throw new FormatException($"'{grainKey}' is not the key of a model: expected GYM/ATHLETE/EXERCISE.");
}
