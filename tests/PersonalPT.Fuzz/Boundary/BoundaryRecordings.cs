using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Recordings;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Counting;
using PersonalPT.Counting.Training;

namespace PersonalPT.Fuzz.Boundary;

/// <summary>Recordings of which every session has one.</summary>
internal sealed class BoundaryRecordings : IRecordingStore, IRecordings
{
    private static readonly ChunkSpan s_span = new(1, 1, 300, 1, 2);

    public static BoundaryRecordings One { get; } = new();

    public Task<IReadOnlyList<StoredRecording>> OfAthlete(
        string gymId, string athleteId, HistoryPosition? before, int limit, CancellationToken cancellationToken)
    {
        if (limit is < 1 or > 201)
            throw new LeakException($"{limit} recordings.");
        return Task.FromResult<IReadOnlyList<StoredRecording>>([Recording(new SessionKey(gymId, Samples.SessionId))]);
    }

    public Task<StoredRecording?> Find(SessionKey session, CancellationToken cancellationToken) => Task.FromResult<StoredRecording?>(Recording(session));

    public Task<bool> Delete(SessionKey session, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> Delete(SessionKey session) => Task.FromResult(true);

    public Task<int> Drop(long beforeMicros, int limit, CancellationToken cancellationToken) => Task.FromResult(0);

    public Task<byte[]?> Content(SessionKey session, ChunkSpan chunk, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<bool>> Add(IReadOnlyList<NewChunk> chunks, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<InputBatch> Read(StoredRecording recording, long from, long until, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IAsyncEnumerable<ReadOnlyMemory<byte>>?> Export(SessionKey session, CancellationToken cancellationToken) =>
        Task.FromResult<IAsyncEnumerable<ReadOnlyMemory<byte>>?>(Pieces());

    public Task<PackedFrames?> Frames(SessionKey session, CaptureSpan span, CancellationToken cancellationToken)
    {
        if (span.StartMicros < 0 || span.EndMicros <= span.StartMicros || span.EndMicros - span.StartMicros > 300_000_000)
            throw new LeakException($"Frames from {span.StartMicros} to {span.EndMicros}.");
        return Task.FromResult<PackedFrames?>(null);
    }

    public Task<RescoreResult> Rescore(SessionKey session, IReadOnlyList<ModelReference> versions, CancellationToken cancellationToken)
    {
        if (versions.Count is < 1 or > 4 || versions.Any(v => v.Version < 1 || v.AthleteId is not ("" or "anna")))
            throw new LeakException("Versions that are none, or somebody else's.");

        var set = new CountedSet(1, BoundarySession.Model, SetEndReason.Rest, [new Rep(1, 2, 3)]);
        return Task.FromResult(new RescoreResult(
            new Rescoring([set], [.. versions.Select(v => new RescoredVersion(v, [set]))], [new RecordingGap(3, 5)], 1, 2), null));
    }

    private static StoredRecording Recording(SessionKey session) => new(session, "anna", 1, null, [new StoredChunk(s_span, 1000, 3)]);

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Pieces()
    {
        await Task.CompletedTask;
        yield return new byte[] { 1, 2, 3 };
    }
}
