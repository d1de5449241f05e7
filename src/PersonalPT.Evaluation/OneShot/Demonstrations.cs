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

    /// <summary>The annotated reps in which somebody is seen for most of the time, cut to where somebody is seen; rest to rest.</summary>
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
            var (first, start) = LastKept(kept, Math.Clamp(cycle.First, 0, kept.Length - 1));
            var (last, end) = LastKept(kept, Math.Clamp(cycle.Last, 0, kept.Length - 1));
            var length = (cycle.Last - cycle.First) * perFrame;
            var seen = (end - start) * perFrame;
            if (length >= ShortestRows && seen >= LeastSeenShare * length && seen >= FewestSeenRows)
                usable.Add(sequence.ToCaptureSpan(new FrameSpan(first, last)));
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

    /// <summary>The last frame that counts up to one, and its number among those that do; the first one where there is none.</summary>
    private static (int Frame, int Number) LastKept(bool[] kept, int upTo)
    {
        var number = -1;
        var frame = 0;
        for (var k = 0; k < kept.Length && (k <= upTo || number < 0); k++)
        {
            if (kept[k])
                (frame, number) = (k, number + 1);
        }

        return (frame, Math.Max(number, 0));
    }
}
