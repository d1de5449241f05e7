using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Storage;
using PersonalPT.Protocol.Recordings;

namespace PersonalPT.Grains.Recordings;

/// <summary>
/// Compresses chunks and keeps them, beside everything that counts. Its queue is bounded: where the storage is too slow or away, chunks are left out,
/// said in the log and measured, and show as gaps. On a stop it writes what it was handed before.
/// </summary>
internal sealed partial class RecordingWriter(
    IRecordingStore store, RecordingInstruments instruments, TimeProvider clock, ILogger<RecordingWriter> logger)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    /// <summary>Chunks that wait, about 75 KB each at most before they are compressed.</summary>
    public const int QueueCapacity = 256;

    private const int ChunksAtOnce = 16;

    // A store that does not answer must not keep a server from stopping.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    // Full: whoever comes is turned away at once, for he is in a session's turn.
    private readonly Channel<(SessionRecorder Recorder, RecordingDraft Draft)> _queue = Channel.CreateBounded<(SessionRecorder, RecordingDraft)>(
        new BoundedChannelOptions(QueueCapacity) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });
    private readonly CancellationTokenSource _stopping = new();
    private Task _writing = Task.CompletedTask;
    private bool _isFailing;

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle observer) =>
        // Stops after the grains, which hand over what they have when they go.
        observer.Subscribe(nameof(RecordingWriter), ServiceLifecycleStage.ApplicationServices, Start, Stop);

    /// <summary>Takes a chunk to be kept, or leaves it out. Does not wait.</summary>
    public void Keep(SessionRecorder recorder, RecordingDraft draft)
    {
        if (_queue.Writer.TryWrite((recorder, draft)))
            return;

        instruments.Lost.Add(draft.Count);
        LogLeftOut(draft.Count, recorder.Session.GymId, recorder.Session.SessionId);
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private Task Start(CancellationToken cancellationToken)
    {
        _writing = Task.Run(Run, CancellationToken.None);
        return Task.CompletedTask;
    }

    private async Task Stop(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        await using var cut = cancellationToken.Register(() => _stopping.Cancel());
        await _writing;
    }

    private async Task Run()
    {
        var group = new List<(SessionRecorder Recorder, RecordingDraft Draft)>(ChunksAtOnce);
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (group.Count < ChunksAtOnce && _queue.Reader.TryRead(out var next))
                group.Add(next);
            await Write(group);
            group.Clear();
        }
    }

    private async Task Write(List<(SessionRecorder Recorder, RecordingDraft Draft)> group)
    {
        try
        {
            var chunks = group.ConvertAll(item => Chunk(item.Recorder, item.Draft));
            using var patience = new CancellationTokenSource(s_patience, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _stopping.Token);
            var taken = await store.Add(chunks, either.Token);
            for (var i = 0; i < chunks.Count; i++)
            {
                if (!taken[i])
                {
                    group[i].Recorder.Stop();
                    continue;
                }

                instruments.Kept.Add(group[i].Draft.Count);
                instruments.Bytes.Add(chunks[i].Content.Length);
            }

            _isFailing = false;
        }
        catch (Exception e)
        {
            // What was to follow without a hole does not any more.
            foreach (var (recorder, draft) in group)
            {
                recorder.Kept = default;
                instruments.Lost.Add(draft.Count);
            }

            if (!_isFailing)
                LogNotWritten(e, group.Count);
            _isFailing = true;
        }
    }

    private NewChunk Chunk(SessionRecorder recorder, RecordingDraft draft)
    {
        var last = draft.FirstInputSeq + draft.Count - 1;
        var first = recorder.Kept.Last == draft.FirstInputSeq - 1 && recorder.Kept.First > 0 ? recorder.Kept.First : draft.FirstInputSeq;
        recorder.Kept = (first, last);
        return new NewChunk(
            recorder.Session, new ChunkSpan(recorder.Claim, draft.FirstInputSeq, last, draft.FirstMicros, draft.LastMicros), first,
            draft.ToBytes(recorder.Claim), clock.UtcMicros());
    }

    [LoggerMessage(LogLevel.Warning, "{count} inputs of session {gymId}/{sessionId} are not recorded: too much waits to be written.")]
    private partial void LogLeftOut(int count, string gymId, string sessionId);

    [LoggerMessage(LogLevel.Error, "{count} chunks of recordings could not be written and are left out. Nothing that is counted stands on them; until it is better this is not said again.")]
    private partial void LogNotWritten(Exception exception, int count);
}
