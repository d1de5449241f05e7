namespace PersonalPT.Storage.Schema;

/// <summary>A gym. It is there from its first athlete or model on; its catalog may come later.</summary>
internal sealed class GymRow
{
    public required string GymId { get; init; }

    public required long CreatedMicros { get; init; }

    /// <summary>When the gym got its first exercises; null before.</summary>
    public long? CatalogCreatedMicros { get; set; }
}
