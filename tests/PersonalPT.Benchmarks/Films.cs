using PersonalPT.Athletes;
using PersonalPT.Athletes.Workouts;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Benchmarks;

/// <summary>Frames of a generated athlete, made before anything is measured.</summary>
internal static class Films
{
    public const string Exercise = "squat";

    /// <summary>Sets of ten with rests between them: what a session is.</summary>
    public static CapturedFrame[] OfSets(int frames) => Film(frames, [.. Enumerable.Repeat(new PlannedSet { Exercise = Exercise, Reps = 10 }, 1 + frames / 600)]);

    /// <summary>One set that does not end: the longest that a counter has to remember.</summary>
    public static CapturedFrame[] OfOneSet(int frames) => Film(frames, [new PlannedSet { Exercise = Exercise, Reps = 4 + frames / 36, SecondsPerRep = 1.5 }]);

    private static CapturedFrame[] Film(int frames, IReadOnlyList<PlannedSet> sets)
    {
        CapturedFrame[] film = [.. new Athlete(seed: 3).Perform(new Workout { Sets = sets }).Frames.Take(frames)];
        return film.Length == frames ? film : throw new InvalidOperationException($"The workout is {film.Length} frames long; {frames} are needed.");
    }
}
