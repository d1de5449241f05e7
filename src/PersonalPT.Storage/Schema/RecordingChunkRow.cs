namespace PersonalPT.Storage.Schema;

/// <summary>Some seconds of a recording. Goes with its session.</summary>
internal sealed class RecordingChunkRow
{
    public required string GymId { get; init; }

    public required string SessionId { get; init; }

    /// <summary>The session's epoch under which the inputs were taken.</summary>
    public required long Claim { get; init; }

    public required long FirstInputSeq { get; init; }

    public required long LastInputSeq { get; init; }

    public required long FirstMicros { get; init; }

    public required long LastMicros { get; init; }

    public required long WrittenMicros { get; init; }

    /// <summary>Bytes of the content, so that a list need not read it.</summary>
    public required int Size { get; init; }

    public required byte[] Content { get; init; }
}
