using System.Runtime.InteropServices;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Grains.Sessions;
using PersonalPT.Protocol.Recordings;
using PersonalPT.Protocol.V1;
using CaptureHeader = PersonalPT.Contracts.Sessions.CaptureHeader;

namespace PersonalPT.Grains.Recordings;

/// <summary>
/// Writes down what a session takes, from its claim on, in chunks of about ten seconds, and hands each to <see cref="RecordingWriter"/>. It never waits
/// and never throws: what cannot be kept is a gap. Used in the grain's turns only, but for what the writer tells it.
/// </summary>
/// <param name="session">The session.</param>
/// <param name="claim">The claim under which it takes inputs.</param>
/// <param name="capture">How its landmarks are made.</param>
/// <param name="isPaused">Whether it is paused.</param>
/// <param name="writer">Where chunks go.</param>
internal sealed class SessionRecorder(SessionKey session, long claim, CaptureHeader capture, bool isPaused, RecordingWriter writer)
{
    /// <summary>A chunk is handed over when it spans so much capture time.</summary>
    public static readonly TimeSpan ChunkTime = TimeSpan.FromSeconds(10);

    /// <summary>Or when it has so many inputs: frames of the compact form then stay off the large object heap.</summary>
    public const int ChunkInputs = 300;

    private RecordingDraft? _draft;
    private bool _isPaused = isPaused;
    private volatile bool _isStopped;

    /// <summary>The session.</summary>
    public SessionKey Session => session;

    /// <summary>The claim under which it takes inputs.</summary>
    public long Claim => claim;

    /// <summary>What of the newest inputs is kept without a hole. The writer's own.</summary>
    public (long First, long Last) Kept { get; set; }

    /// <summary>The recording was deleted: nothing more is written down.</summary>
    public void Stop() => _isStopped = true;

    /// <summary>Writes down inputs that were taken.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="first">The first of it that was taken.</param>
    /// <param name="next">The first that was not.</param>
    public void Take(InputBatch batch, long first, long next)
    {
        if (_isStopped)
        {
            _draft = null;
            return;
        }

        var cursor = new InputCursor(batch);
        cursor.SkipTo(first);
        for (; !cursor.AtEnd && cursor.Seq < next; cursor.Advance())
            Add(cursor.Seq, cursor.Current, MemoryMarshal.Cast<Counting.Skeletons.Landmark, float>(cursor.Landmarks));
    }

    /// <summary>Hands over what there is.</summary>
    public void HandOver()
    {
        if (_draft is { Count: > 0 } draft && !_isStopped)
            writer.Keep(this, draft);
        _draft = null;
    }

    private void Add(long seq, SessionInput input, ReadOnlySpan<float> landmarks)
    {
        if (_draft is { } running && (seq != running.FirstInputSeq + running.Count || running.Count == ChunkInputs
            || input.CaptureMicros - running.FirstMicros >= ChunkTime.TotalMicroseconds))
        {
            HandOver();
        }

        // Who has paused is not looked at: that a frame came is kept, so that numbers stay whole, and nothing of what it shows.
        var kind = _isPaused && input.Kind is InputKind.Frame or InputKind.NobodySeen ? RecordedInputKind.FrameLeftOut : (RecordedInputKind)input.Kind;
        _draft ??= new RecordingDraft(seq, (CoordinateSpace)capture.CoordinateSpace, capture.ImageAspect);
        _draft.Add(kind, input.CaptureMicros, kind == RecordedInputKind.Frame ? landmarks : default, input.ExerciseId);
        switch (input.Kind)
        {
            case InputKind.Pause:
                _isPaused = true;
                break;
            case InputKind.Unpause:
                _isPaused = false;
                break;
            case InputKind.EndSession:
                HandOver();
                break;
        }
    }
}
