namespace PersonalPT.Storage.Schema;

/// <summary>An athlete's plan: which revision is the newest. Kept where it is deleted, because sessions were started by it.</summary>
internal sealed class PlanRow
{
    public required string GymId { get; init; }

    public required string AthleteId { get; init; }

    public required string PlanId { get; init; }

    /// <summary>The newest; from 1.</summary>
    public required int Revision { get; set; }

    /// <summary>Of the newest revision.</summary>
    public required long RevisedMicros { get; set; }

    public long? DeletedMicros { get; set; }

    public List<PlanRevisionRow> Revisions { get; } = [];
}
