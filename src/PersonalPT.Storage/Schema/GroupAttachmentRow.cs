namespace PersonalPT.Storage.Schema;

/// <summary>A time in which a session counts for a participant of a group.</summary>
internal sealed class GroupAttachmentRow
{
    public required string GymId { get; init; }

    public required string GroupId { get; init; }

    /// <summary>From 1 within the group.</summary>
    public required int AttachmentNumber { get; init; }

    public required int ParticipantNumber { get; init; }

    public required string SessionId { get; init; }

    public required long ClockOffsetMicros { get; init; }

    public required long FromMicros { get; init; }

    public long? UntilMicros { get; set; }
}
