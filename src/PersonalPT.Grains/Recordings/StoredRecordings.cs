using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using PersonalPT.Contracts.Archives;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Recordings;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Counting.Models;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Counting.Training;
using PersonalPT.Grains.Models;
using PersonalPT.Grains.Sessions;
using PersonalPT.Protocol.Recordings;

namespace PersonalPT.Grains.Recordings;

/// <summary>Reads recordings and counts them again. A chunk that is damaged, or went while it was read, is a gap.</summary>
internal sealed partial class StoredRecordings(
    IRecordingStore store, IJournal journal, IGrainFactory grains, ModelShelf models, TrainingRoom room, ILogger<StoredRecordings> logger) : IRecordings
{
    private const int EventsAtOnce = 1000;

    // Under way and waiting: each keeps a processor busy for seconds.
    private static readonly int s_mostRescorings = Environment.ProcessorCount + 4;

    private int _rescorings;

    /// <inheritdoc/>
    public async IAsyncEnumerable<InputBatch> Read(
        StoredRecording recording, long from = long.MinValue, long until = long.MaxValue, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        RecordedStretch? before = null;
        RecordingChunk? chunk = null;
        foreach (var stretch in RecordingPlan.Of(recording.Chunks.Select(c => c.Span)))
        {
            if (stretch.Chunk.LastMicros < from || stretch.Chunk.FirstMicros > until)
                continue;
            if (before?.Chunk != stretch.Chunk)
                chunk = await Open(recording.Session, stretch.Chunk, cancellationToken);
            before = stretch;
            if (chunk is not null)
                yield return Batch(chunk, stretch.FirstInputSeq, stretch.LastInputSeq);
        }
    }

    /// <inheritdoc/>
    public async Task<IAsyncEnumerable<ReadOnlyMemory<byte>>?> Export(SessionKey session, CancellationToken cancellationToken)
    {
        if (await journal.Find(session, cancellationToken) is not { } row || await store.Find(session, cancellationToken) is not { } recording)
            return null;

        var log = await ReadLog(session, cancellationToken);
        var set = await RecordingDataSet.Of(recording, row, log, this, cancellationToken);
        return ZipPieces.Of(
            $"""
            PersonalPT: the recording of session {session.SessionId}
            A data set that "personalpt replay" and "personalpt train" read, once it is unpacked. Times are microseconds since 1970-01-01 UTC.


            """,
            set.Files(), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<PackedFrames?> Frames(SessionKey session, CaptureSpan span, CancellationToken cancellationToken)
    {
        if (await store.Find(session, cancellationToken) is not { } recording)
            return null;

        var micros = new List<long>();
        var seen = new List<bool>();
        var landmarks = new List<Landmark>();
        await foreach (var batch in Read(recording, span.StartMicros, span.EndMicros, cancellationToken))
        {
            var frame = 0;
            foreach (ref readonly var input in batch.Inputs.Span)
            {
                var isPerson = input.Kind == InputKind.Frame;
                var at = frame;
                frame += isPerson ? 1 : 0;
                // Later than the one before, as frames of a demonstration are.
                if (input.Kind is not (InputKind.Frame or InputKind.NobodySeen) || input.CaptureMicros < span.StartMicros
                    || input.CaptureMicros > span.EndMicros || (micros.Count > 0 && input.CaptureMicros <= micros[^1]))
                    continue;

                micros.Add(input.CaptureMicros);
                seen.Add(isPerson);
                if (isPerson)
                    landmarks.AddRange(MemoryMarshal.Cast<float, Landmark>(batch.Landmarks.Span)[(at * Skeleton.LandmarkCount)..][..Skeleton.LandmarkCount]);
            }
        }

        return new PackedFrames([.. micros], [.. seen], [.. landmarks]);
    }

    /// <inheritdoc/>
    public async Task<bool> Delete(SessionKey session)
    {
        // First of all nothing more is kept; whoever counts the session now hears of it at once, and whoever does later finds it in the row.
        var was = await store.Delete(session, CancellationToken.None);
        await grains.GetGrain<IRecordedSession>(session.ToString()).StopRecording();
        return was;
    }

    /// <inheritdoc/>
    public async Task<RescoreResult> Rescore(SessionKey session, IReadOnlyList<ModelReference> versions, CancellationToken cancellationToken)
    {
        try
        {
            return Interlocked.Increment(ref _rescorings) > s_mostRescorings
                ? new RescoreResult(null, new RescoreRefusal(RescoreRefusalKind.Busy))
                : await RescoreNow(session, versions, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _rescorings);
        }
    }

    private async Task<RescoreResult> RescoreNow(SessionKey session, IReadOnlyList<ModelReference> versions, CancellationToken cancellationToken)
    {
        if (await journal.Find(session, cancellationToken) is not { } row || await store.Find(session, cancellationToken) is not { } recording)
            return new RescoreResult(null, new RescoreRefusal(RescoreRefusalKind.NotRecorded));

        var log = await ReadLog(session, cancellationToken);
        var counted = log.OfType<ExerciseSelected>().Select(e => e.Model).Distinct().ToArray();
        var shelf = new Dictionary<ModelReference, ExerciseModel>();
        for (var i = 0; i < versions.Count; i++)
        {
            if (!counted.Any(model => model.ExerciseId == versions[i].ExerciseId))
                return new RescoreResult(null, new RescoreRefusal(RescoreRefusalKind.OtherExercise, i));
        }

        foreach (var reference in counted.Concat(versions).Distinct())
        {
            try
            {
                shelf[reference] = await models.Get(session.GymId, reference, cancellationToken);
            }
            catch (ModelFormatException)
            {
                return new RescoreResult(null, new RescoreRefusal(RescoreRefusalKind.Unreadable, PlaceOf(reference)));
            }
            catch (InvalidOperationException)
            {
                return new RescoreResult(null, new RescoreRefusal(RescoreRefusalKind.NoSuchVersion, PlaceOf(reference)));
            }
        }

        var replays = versions
            .Select(version => new RecordingReplay(row.Point.Settings, log, logged => Choose(logged.ExerciseId == version.ExerciseId ? version : logged)))
            .ToArray();
        var gaps = await room.Work("recording.rescore", ct => Replay(recording, replays, ct), cancellationToken);
        if (log is [.., SessionEnded ended])
        {
            foreach (var replay in replays)
                replay.End(ended.Reason);
        }

        var spans = recording.Chunks.Select(c => c.Span).ToArray();
        return new RescoreResult(
            new Rescoring(
                CountedSet.Of(log),
                [.. versions.Select((version, i) => new RescoredVersion(version, [.. CountedSet.Of(replays[i].Entries).Where(set => set.Model == version)]))],
                gaps, spans.Min(s => s.FirstMicros), spans.Max(s => s.LastMicros)),
            null);

        (ModelReference, ExerciseModel) Choose(ModelReference reference) => (reference, shelf[reference]);

        int PlaceOf(ModelReference reference)
        {
            for (var i = 0; i < versions.Count; i++)
            {
                if (versions[i] == reference)
                    return i;
            }

            return -1;
        }
    }

    private async Task<IReadOnlyList<RecordingGap>> Replay(StoredRecording recording, IReadOnlyList<RecordingReplay> replays, CancellationToken cancellationToken)
    {
        var gaps = new List<RecordingGap>();
        var next = 1L;
        long? lastMicros = null;
        await foreach (var batch in Read(recording, cancellationToken: cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (batch.FirstInputSeq > next)
                gaps.Add(new RecordingGap(next, batch.FirstInputSeq) { StartMicros = lastMicros, EndMicros = batch.Inputs.Span[0].CaptureMicros });
            next = batch.FirstInputSeq + batch.Inputs.Length;
            lastMicros = batch.Inputs.Span[^1].CaptureMicros;
            foreach (var replay in replays)
                replay.Take(batch);
        }

        return gaps;
    }

    private async Task<IReadOnlyList<SessionEventBody>> ReadLog(SessionKey session, CancellationToken cancellationToken)
    {
        var log = new List<SessionEventBody>();
        var after = 0L;
        IReadOnlyList<SessionEvent> page;
        do
        {
            page = await journal.Read(session, after, EventsAtOnce, cancellationToken);
            log.AddRange(page.Select(e => e.Body));
            after += page.Count;
        }
        while (page.Count == EventsAtOnce);
        return log;
    }

    private async Task<RecordingChunk?> Open(SessionKey session, ChunkSpan span, CancellationToken cancellationToken)
    {
        if (await store.Content(session, span, cancellationToken) is not { } content)
            return null;

        try
        {
            var chunk = RecordingChunk.Parse(content);
            if ((chunk.Claim, chunk.FirstInputSeq, chunk.LastInputSeq) == (span.Claim, span.FirstInputSeq, span.LastInputSeq))
                return chunk;

            LogUnreadable(null, session.GymId, session.SessionId, span.FirstInputSeq);
        }
        catch (RecordingFormatException e)
        {
            LogUnreadable(e, session.GymId, session.SessionId, span.FirstInputSeq);
        }

        return null;
    }

    private static InputBatch Batch(RecordingChunk chunk, long first, long last)
    {
        var from = (int)(first - chunk.FirstInputSeq);
        var count = (int)(last - first + 1);
        var inputs = new SessionInput[count];
        for (var i = 0; i < count; i++)
        {
            // What came while the session was paused shows nobody: it was not counted.
            var kind = chunk.Kinds[from + i] is RecordedInputKind.FrameLeftOut ? InputKind.NobodySeen : (InputKind)chunk.Kinds[from + i];
            inputs[i] = new SessionInput(kind, chunk.CaptureMicros[from + i], chunk.ExerciseIds[from + i]);
        }

        var skipped = chunk.Kinds.Take(from).Count(kind => kind == RecordedInputKind.Frame);
        return new InputBatch
        {
            FirstInputSeq = first,
            Inputs = inputs,
            Landmarks = chunk.Landmarks.Slice(skipped * InputCursor.FloatsPerFrame, inputs.Count(i => i.Kind == InputKind.Frame) * InputCursor.FloatsPerFrame),
        };
    }

    [LoggerMessage(LogLevel.Error, "A chunk of the recording of session {gymId}/{sessionId}, from input {firstInputSeq} on, cannot be read; it shows as a gap.")]
    private partial void LogUnreadable(Exception? exception, string gymId, string sessionId, long firstInputSeq);
}
