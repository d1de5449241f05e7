namespace PersonalPT.Storage.Schema;

/// <summary>A rep, as the log tells it: while its set runs in the order of finding with provisional times, afterwards in time order with final ones.</summary>
internal sealed class RepRow
{
    public required string GymId { get; init; }

    public required string SessionId { get; init; }

    public required int SetNumber { get; init; }

    /// <summary>From 1 within the set.</summary>
    public required int Ordinal { get; init; }

    public required long StartMicros { get; init; }

    public required long PeakMicros { get; init; }

    public required long EndMicros { get; init; }

    /// <summary>How far the movement went; null where it is not known.</summary>
    public float? MovementRange { get; init; }
}
