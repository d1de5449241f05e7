namespace PersonalPT.Storage.Schema;

/// <summary>A time in which a group's reps count.</summary>
internal sealed class GroupSpanRow
{
    public required string GymId { get; init; }

    public required string GroupId { get; init; }

    /// <summary>From 1 within the group.</summary>
    public required int SpanNumber { get; init; }

    public required int RoundNumber { get; init; }

    public required long StartMicros { get; init; }

    public long? EndMicros { get; set; }
}
