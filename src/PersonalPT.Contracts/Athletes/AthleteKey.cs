namespace PersonalPT.Contracts.Athletes;

/// <summary>Names a person of a gym. Whoever coaches or works there can be one, too.</summary>
/// <param name="GymId">The gym.</param>
/// <param name="AthleteId">The person.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.AthleteKey")]
public readonly record struct AthleteKey([property: Id(0)] string GymId, [property: Id(1)] string AthleteId)
{
    /// <summary>The key of the grain.</summary>
    public override string ToString() => $"{GymId}/{AthleteId}";

    /// <summary>Reads the key of the grain.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static AthleteKey Parse(string grainKey) =>
        grainKey.Split('/') is [var gym, var athlete]
            ? new AthleteKey(gym, athlete)
            : throw new FormatException($"'{grainKey}' is not the key of an athlete: expected GYM/ATHLETE.");
}
