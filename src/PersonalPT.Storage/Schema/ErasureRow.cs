namespace PersonalPT.Storage.Schema;

/// <summary>An erasure that was begun. Deleted when it is done, and with it who it was.</summary>
internal sealed class ErasureRow
{
    public required string GymId { get; init; }

    public required string AthleteId { get; init; }

    /// <summary>What stands in the person's place from then on.</summary>
    public required string Mark { get; init; }

    public required string AskedBy { get; init; }

    public required string AskedByRole { get; init; }

    public required string AskedByMeans { get; init; }

    public required long BegunMicros { get; init; }
}
