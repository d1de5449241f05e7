using PersonalPT.Counting;
using PersonalPT.Counting.Models;
using PersonalPT.Evaluation.DataSets;

namespace PersonalPT.Evaluation.OneShot;

/// <summary>What a model counts in a recording.</summary>
/// <param name="Counted">The final count, by the evidence of each whole set.</param>
/// <param name="Streamed">The count as streamed: what the athlete has seen at the end.</param>
public readonly record struct RecordingCount(int Counted, int Streamed)
{
    private static readonly CountingSettings _wholeRecording = new() { SplitSets = false };

    /// <summary>Counts a recording, frame by frame as it would come from a phone.</summary>
    /// <param name="model">The exercise.</param>
    /// <param name="sequence">The recording.</param>
    /// <param name="settings">How to count; as one set where not given.</param>
    public static RecordingCount Of(ExerciseModel model, RecordedSequence sequence, CountingSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(sequence);

        var counter = new RepCounter(model, settings ?? _wholeRecording);
        var events = new List<CountingEvent>();
        var seq = 0L;
        foreach (var frame in sequence.Frames)
            counter.Push(++seq, frame.CaptureMicros, frame.Landmarks.Span, events);
        counter.EndSet(seq + 1, SetEndReason.SessionEnded, events);

        var sets = events.OfType<SetEnded>().ToArray();
        return new RecordingCount(sets.Sum(s => s.FinalVote), sets.Sum(s => s.Reps.Count));
    }
}
