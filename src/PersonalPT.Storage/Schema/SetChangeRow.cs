namespace PersonalPT.Storage.Schema;

/// <summary>Something that somebody has said about a set. Never changed, but that a mark takes the place of an author who is erased. What was said while the session went on stands in the log, too.</summary>
internal sealed class SetChangeRow
{
    public required string GymId { get; init; }

    public required string SessionId { get; init; }

    /// <summary>Rises within the session: the event's number where it is in the log, and after the session's end the numbers behind that of its last event.</summary>
    public required long ChangeNumber { get; init; }

    public required int SetNumber { get; init; }

    /// <summary>Its number in the session's log; null: it was made after the session's end.</summary>
    public long? EventSeq { get; init; }

    public required string ChangeId { get; init; }

    public required string AuthorId { get; set; }

    public required long RecordedMicros { get; init; }

    /// <summary>The change as JSON, as an event's body.</summary>
    public required string Body { get; set; }
}
