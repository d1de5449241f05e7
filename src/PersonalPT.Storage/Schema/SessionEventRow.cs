namespace PersonalPT.Storage.Schema;

/// <summary>An entry of a session's log. Never changed. What queries and checks need of the body stands in columns beside it.</summary>
internal sealed class SessionEventRow
{
    public required string GymId { get; init; }

    public required string SessionId { get; init; }

    /// <summary>1, 2, 3, ... within the session.</summary>
    public required long EventSeq { get; init; }

    public required string Kind { get; init; }

    public required string IdempotencyKey { get; init; }

    public int? SetNumber { get; init; }

    public int? Ordinal { get; init; }

    public required long RecordedMicros { get; init; }

    /// <summary>The body as JSON.</summary>
    public required string Body { get; init; }
}
