using PersonalPT.Counting.Models;
using PersonalPT.Counting.Training;
using PersonalPT.Evaluation.DataSets;

namespace PersonalPT.Evaluation.OneShot;

/// <summary>Recordings of a data set as demonstrations.</summary>
public static class Demonstrations
{
    /// <summary>A demonstration needs so many usable reps.</summary>
    public const int FewestReps = 2;

    // The rule in rows at 30 Hz, as the reference has it: long enough, and most of it with somebody in the picture.
    private const double RowsPerSecond = 30, ShortestRows = 6, FewestSeenRows = 5, LeastSeenShare = .6;

    // Holes of up to so many intervals are bridged when features are computed.
    private const double LongestBridgeRows = 9.06;

    /// <summary>The annotated reps in which somebody is seen for most of the time, from rest to rest.</summary>
    /// <param name="sequence">A recording.</param>
    public static IReadOnlyList<CaptureSpan> UsableReps(RecordedSequence sequence)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        if (sequence.Frames.Count == 0)
            return [];

        var perFrame = RowsPerSecond / sequence.FramesPerSecond;
        var kept = Kept(sequence, perFrame);
        var usable = new List<CaptureSpan>();
        foreach (var cycle in sequence.Cycles)
        {
            var length = (cycle.Last - cycle.First) * perFrame;
            var seen = (KeptUpTo(kept, cycle.Last) - KeptUpTo(kept, cycle.First)) * perFrame;
            if (length >= ShortestRows && seen >= LeastSeenShare * length && seen >= FewestSeenRows)
                usable.Add(sequence.ToCaptureSpan(cycle));
        }

        return usable;
    }

    /// <summary>Whether the recording may serve as a demonstration.</summary>
    /// <param name="sequence">A recording.</param>
    public static bool IsUsable(RecordedSequence sequence) => UsableReps(sequence).Count >= FewestReps;

    /// <summary>Makes a model of a recording.</summary>
    /// <param name="sequence">A recording.</param>
    /// <param name="teaching">What is said about it.</param>
    /// <param name="ct">Ends the work.</param>
    /// <exception cref="DemonstrationRefusedException">No model can be made of it.</exception>
    public static ExerciseModel Teach(RecordedSequence sequence, Teaching teaching = Teaching.RepSpans, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        DemonstrationLabels labels = teaching switch
        {
            Teaching.RepSpans => new DemonstrationLabels.RepSpans(UsableReps(sequence)),
            Teaching.RepCount => new DemonstrationLabels.RepCount(sequence.Count),
            Teaching.Unlabelled => new DemonstrationLabels.Unlabelled(),
            _ => throw new ArgumentOutOfRangeException(nameof(teaching), teaching, null),
        };
        return OneShotTrainer.Train(sequence.Frames, labels, ct: ct);
    }

    /// <summary>Which frames count: those with a person, and those of short holes between them.</summary>
    private static bool[] Kept(RecordedSequence sequence, double perFrame)
    {
        var kept = new bool[sequence.Frames.Count];
        var last = -1;
        for (var k = 0; k < kept.Length; k++)
        {
            if (sequence.Frames[k].Landmarks.IsEmpty)
                continue;
            if (last >= 0 && (k - last) * perFrame <= LongestBridgeRows)
                kept.AsSpan(last, k - last).Fill(true);
            kept[k] = true;
            last = k;
        }

        return kept;
    }

    /// <summary>How many frames count up to one, that one included; at least the first one.</summary>
    private static int KeptUpTo(bool[] kept, int frame) => Math.Max(kept.AsSpan(0, Math.Clamp(frame + 1, 1, kept.Length)).Count(true), 1);
}
