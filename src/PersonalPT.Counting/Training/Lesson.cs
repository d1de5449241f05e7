using PersonalPT.Counting.Signals;

namespace PersonalPT.Counting.Training;

/// <summary>What a demonstration teaches, whoever found it: which rows show which state, and where the reps are.</summary>
/// <param name="Cycles">The reps as rows, rest first; their peaks are where the smoothed rows are deepest in State A.</param>
/// <param name="Reps">The same as capture times.</param>
/// <param name="States">Rows of both states.</param>
/// <param name="PoseConfidence">How sure it is which state is the rest; infinite where somebody said so.</param>
internal sealed record Lesson(IReadOnlyList<Cycle> Cycles, IReadOnlyList<Rep> Reps, CycleLabels States, double PoseConfidence)
{
    // Median and smoothing make the rows so much later than the movement.
    private const int LagRows = 2;

    /// <summary>Reps in the demonstration, as labelled or found.</summary>
    public required int ExpectedReps { get; init; }

    /// <summary>Which end is the rest, see <see cref="Training.RestSide"/>: below 0 the peaks are.</summary>
    public double RestSide { get; init; }

    /// <summary>What came up while reading the labels.</summary>
    public IReadOnlyList<TrainingWarning> Warnings { get; init; } = [];

    /// <summary>When a movement took place that shows in a smoothed row.</summary>
    public static long MicrosOf(FeatureRows rows, int row) => rows.MicrosOf(Math.Max(row - LagRows, 0));

    public static Rep RepOf(FeatureRows rows, Cycle cycle) => new(MicrosOf(rows, cycle.Start), MicrosOf(rows, cycle.Peak), MicrosOf(rows, cycle.End));

    /// <summary>The row in which a movement shows that took place at a moment.</summary>
    public static int RowOf(FeatureRows rows, long micros) => Math.Clamp(rows.RowAt(micros) + LagRows, 0, rows.Count - 1);

    /// <summary>The row from <paramref name="first"/> to <paramref name="last"/> that lies deepest in State A.</summary>
    public static int Deepest(FeatureRows rows, CycleLabels states, int first, int last)
    {
        var difference = Training.RestSide.Difference(rows, states);
        return Enumerable.Range(first, last - first + 1).MaxBy(row => Training.RestSide.Along(rows[row], difference));
    }

    /// <summary>Exchanges rest and active pose of what was labelled, because the coach says so.</summary>
    public Lesson SwappedIf(bool swap, FeatureRows rows) => swap ? Swapped(rows, ExpectedReps) : this;

    /// <summary>The same with rest and active pose exchanged: a rep runs from peak to peak then, so that there is one less.</summary>
    public Lesson Swapped(FeatureRows rows, int? expectedReps)
    {
        var states = States.Exchanged();
        Cycle[] cycles =
        [
            .. Cycles.Zip(Cycles.Skip(1), (a, b) => new Cycle(a.Peak, Deepest(rows, states, a.Peak, b.Peak), b.Peak)),
        ];
        return this with
        {
            Cycles = cycles,
            Reps = Array.ConvertAll(cycles, c => RepOf(rows, c)),
            States = states,
            ExpectedReps = expectedReps ?? cycles.Length,
        };
    }
}
