using PersonalPT.Counting.Models;
using PersonalPT.Counting.Signals;
using PersonalPT.Counting.Training;

namespace PersonalPT.Counting.Tests.Figures;

/// <summary>What the figure teaches.</summary>
internal static class Taught
{
    /// <summary>The squat, from five reps of two seconds.</summary>
    public static ExerciseModel Squat { get; } = Learn();

    private static ExerciseModel Learn()
    {
        var film = new Film(seed: 99).Squats(5, 2);
        var rows = FeatureRows.Of(film.Frames, smoothed: true);
        RowSpan[] cycles = [.. Enumerable.Range(0, 5).Select(k => new RowSpan(k * 60, Math.Min((k + 1) * 60, rows.Count - 1)))];
        return new ExerciseModel(GaussianEstimate.From(rows, CycleLabels.Of(rows, cycles)));
    }
}
