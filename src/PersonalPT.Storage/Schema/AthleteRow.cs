namespace PersonalPT.Storage.Schema;

/// <summary>An athlete, from the first session on.</summary>
internal sealed class AthleteRow
{
    public required string GymId { get; init; }

    public required string AthleteId { get; init; }

    public required long CreatedMicros { get; init; }
}
