using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Contracts.Storage;

/// <summary>
/// Recordings: what came into sessions whose athletes asked for it, in chunks of some seconds. Nothing that is counted stands on it: a chunk that could
/// not be kept is a hole and no more.
/// </summary>
public interface IRecordingStore
{
    /// <summary>
    /// Keeps chunks, in one transaction of their own. One that is there is left as it is. Chunks of earlier claims which these take the place of go.
    /// </summary>
    /// <returns>For each, whether its session takes chunks: not one whose recording was deleted, and not one that is gone.</returns>
    Task<IReadOnlyList<bool>> Add(IReadOnlyList<NewChunk> chunks, CancellationToken cancellationToken);

    /// <summary>What there is of a session; null where there is nothing.</summary>
    Task<StoredRecording?> Find(SessionKey session, CancellationToken cancellationToken);

    /// <summary>An athlete's recordings, newest session first.</summary>
    /// <param name="gymId">The gym.</param>
    /// <param name="athleteId">The athlete.</param>
    /// <param name="before">Only sessions after this place in the order; null: from the newest on.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<IReadOnlyList<StoredRecording>> OfAthlete(
        string gymId, string athleteId, HistoryPosition? before, int limit, CancellationToken cancellationToken);

    /// <summary>A chunk's bytes; null where it is there no more.</summary>
    Task<byte[]?> Content(SessionKey session, ChunkSpan chunk, CancellationToken cancellationToken);

    /// <summary>Deletes what there is of a session; from then on it takes no chunks.</summary>
    /// <returns>Whether there was anything to delete, or it was being recorded.</returns>
    Task<bool> Delete(SessionKey session, CancellationToken cancellationToken);

    /// <summary>Deletes chunks that were written before a moment.</summary>
    /// <param name="beforeMicros">The moment, microseconds since the Unix epoch.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many.</returns>
    Task<int> Drop(long beforeMicros, int limit, CancellationToken cancellationToken);
}

/// <summary>What a chunk holds.</summary>
/// <param name="Claim">The claim on the session that took the inputs.</param>
/// <param name="FirstInputSeq">Number of the first input.</param>
/// <param name="LastInputSeq">Number of the last input; all between are in it.</param>
/// <param name="FirstMicros">Capture time of the first input, microseconds since the Unix epoch.</param>
/// <param name="LastMicros">The same of the last.</param>
public sealed record ChunkSpan(long Claim, long FirstInputSeq, long LastInputSeq, long FirstMicros, long LastMicros);

/// <summary>A chunk to be kept.</summary>
/// <param name="Session">The session.</param>
/// <param name="Span">What it holds.</param>
/// <param name="CoveredFrom">From this input on to its own last, everything of its claim is kept: earlier claims' chunks within are not needed any more.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="WrittenMicros">When, microseconds since the Unix epoch.</param>
public sealed record NewChunk(SessionKey Session, ChunkSpan Span, long CoveredFrom, byte[] Content, long WrittenMicros);

/// <summary>A chunk that is kept.</summary>
/// <param name="Span">What it holds.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="WrittenMicros">When it was written, microseconds since the Unix epoch.</param>
public sealed record StoredChunk(ChunkSpan Span, int Size, long WrittenMicros);

/// <summary>What there is of a session.</summary>
/// <param name="Session">The session.</param>
/// <param name="AthleteId">Whose it is.</param>
/// <param name="StartedMicros">When it started, microseconds since the Unix epoch.</param>
/// <param name="EndedMicros">When it ended; null while it lives.</param>
/// <param name="Chunks">Its chunks by claim and number; at least one.</param>
public sealed record StoredRecording(
    SessionKey Session, string AthleteId, long StartedMicros, long? EndedMicros, IReadOnlyList<StoredChunk> Chunks);
