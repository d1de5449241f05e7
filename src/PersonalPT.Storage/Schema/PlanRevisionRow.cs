namespace PersonalPT.Storage.Schema;

/// <summary>One immutable revision of a plan; only a mark takes the place of an author who is erased.</summary>
internal sealed class PlanRevisionRow
{
    public required string GymId { get; init; }

    public required string AthleteId { get; init; }

    public required string PlanId { get; init; }

    public required int Revision { get; init; }

    public required string AuthorId { get; init; }

    public required long RevisedMicros { get; init; }

    /// <summary>What it says, as JSON.</summary>
    public required string Body { get; init; }
}
