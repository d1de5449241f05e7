using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Counting.Training;

namespace PersonalPT.Contracts.Recordings;

/// <summary>What can be done with recordings. Runs where it is called, on the thread pool and never in a grain's turn.</summary>
public interface IRecordings
{
    /// <summary>The inputs of a recording in the order of their numbers. Where some are missing, the next batch begins behind them.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="from">Only those captured from this moment on, give or take a chunk; microseconds since the Unix epoch.</param>
    /// <param name="until">Only those captured until this moment, give or take a chunk.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="JournalException">The storage could not be read.</exception>
    IAsyncEnumerable<InputBatch> Read(
        StoredRecording recording, long from = long.MinValue, long until = long.MaxValue, CancellationToken cancellationToken = default);

    /// <summary>
    /// A recording as a data set: landmarks and times as NumPy arrays, one for each stretch of one exercise, with the reps that were counted, and the
    /// controls. As a zip, in pieces.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Its bytes; null where the session has no recording.</returns>
    /// <exception cref="JournalException">The storage could not be read.</exception>
    Task<IAsyncEnumerable<ReadOnlyMemory<byte>>?> Export(SessionKey session, CancellationToken cancellationToken);

    /// <summary>The recorded frames within a stretch of time, to learn from; null where the session has no recording.</summary>
    /// <param name="session">The session.</param>
    /// <param name="span">The stretch.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="JournalException">The storage could not be read.</exception>
    Task<PackedFrames?> Frames(SessionKey session, CaptureSpan span, CancellationToken cancellationToken);

    /// <summary>Deletes a recording for good; a session that goes on is not recorded any more.</summary>
    /// <param name="session">The session.</param>
    /// <returns>Whether there was one, or the session was being recorded.</returns>
    /// <exception cref="JournalException">The storage could not write; the call may be made again.</exception>
    Task<bool> Delete(SessionKey session);

    /// <summary>Counts a recording again, with other versions.</summary>
    /// <param name="session">The session.</param>
    /// <param name="versions">Each takes the place of whatever counted its exercise.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="JournalException">The storage could not be read.</exception>
    Task<RescoreResult> Rescore(SessionKey session, IReadOnlyList<ModelReference> versions, CancellationToken cancellationToken);
}

/// <summary>The answer to a rescoring: either of the two.</summary>
/// <param name="Rescoring">What was found; null where it was refused.</param>
/// <param name="Refusal">Why not; null where it was done.</param>
public sealed record RescoreResult(Rescoring? Rescoring, RescoreRefusal? Refusal);

/// <summary>Why a recording was not counted again.</summary>
/// <param name="Kind">For programs.</param>
/// <param name="Version">The version that is meant, as its place in the request; -1: none in particular.</param>
public sealed record RescoreRefusal(RescoreRefusalKind Kind, int Version = -1);

/// <summary>Why a recording was not counted again.</summary>
public enum RescoreRefusalKind
{
    /// <summary>The session has no recording.</summary>
    NotRecorded = 1,
    /// <summary>There is no such version.</summary>
    NoSuchVersion = 2,
    /// <summary>The session never counted this exercise.</summary>
    OtherExercise = 3,
    /// <summary>This server cannot read a version that is needed.</summary>
    Unreadable = 4,
    /// <summary>Too many are being counted again already; come again soon.</summary>
    Busy = 5,
}

/// <summary>What other versions would have counted.</summary>
/// <param name="Counted">What was counted.</param>
/// <param name="Versions">In the order of the request.</param>
/// <param name="Gaps">Where inputs are missing.</param>
/// <param name="FirstMicros">Capture time of the first recorded input, microseconds since the Unix epoch.</param>
/// <param name="LastMicros">The same of the last.</param>
public sealed record Rescoring(
    IReadOnlyList<CountedSet> Counted, IReadOnlyList<RescoredVersion> Versions, IReadOnlyList<RecordingGap> Gaps, long FirstMicros, long LastMicros);

/// <summary>What one version would have counted.</summary>
/// <param name="Model">The version.</param>
/// <param name="Sets">The sets of its exercise.</param>
public sealed record RescoredVersion(ModelReference Model, IReadOnlyList<CountedSet> Sets);
